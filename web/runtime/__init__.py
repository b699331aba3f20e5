"""Running the server: pages as HTML, log, probes, upkeep, memory."""

from web.runtime.html_page import HERE, address, form, inside, page
from web.runtime.log_lines import log, place_of, where, write_json_lines
from web.runtime.memory import settle
from web.runtime.no_delay import send_at_once
from web.runtime.probes import health, ready
from web.runtime.script_errors import keep_values_out_of_the_log, show_error
from web.runtime.upkeep import upkeep

__all__ = [
    "HERE",
    "address",
    "form",
    "health",
    "inside",
    "keep_values_out_of_the_log",
    "log",
    "page",
    "place_of",
    "ready",
    "send_at_once",
    "settle",
    "show_error",
    "upkeep",
    "where",
    "write_json_lines",
]
