"""Running the server: pages as HTML, log, probes, background jobs, memory."""

from web.runtime.background_jobs import background_jobs
from web.runtime.html_page import HERE, form_fields, html_page, local_path
from web.runtime.log_lines import error_location, log, loggable_path, write_json_lines
from web.runtime.memory import configure_gc
from web.runtime.no_delay import set_tcp_nodelay
from web.runtime.probes import health, ready
from web.runtime.script_errors import keep_values_out_of_the_log, show_error

__all__ = [
    "HERE",
    "background_jobs",
    "configure_gc",
    "error_location",
    "form_fields",
    "health",
    "html_page",
    "keep_values_out_of_the_log",
    "local_path",
    "log",
    "loggable_path",
    "ready",
    "set_tcp_nodelay",
    "show_error",
    "write_json_lines",
]
