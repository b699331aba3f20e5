"""Running the server: HTML pages and forms, log, probes, background jobs, garbage collection."""

from web.runtime.background_jobs import background_jobs
from web.runtime.html_page import HERE, MAX_FORM_BYTES, Fields, answer_form, form_fields, html_page, local_path
from web.runtime.log_lines import error_location, log, write_json_lines
from web.runtime.memory import configure_gc
from web.runtime.no_delay import set_tcp_nodelay
from web.runtime.public_route import PublicRoute
from web.runtime.script_errors import keep_values_out_of_the_log, show_error

__all__ = [
    "HERE",
    "MAX_FORM_BYTES",
    "Fields",
    "PublicRoute",
    "answer_form",
    "background_jobs",
    "configure_gc",
    "error_location",
    "form_fields",
    "html_page",
    "keep_values_out_of_the_log",
    "local_path",
    "log",
    "set_tcp_nodelay",
    "show_error",
    "write_json_lines",
]
