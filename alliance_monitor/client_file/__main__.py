"""`python -m alliance_monitor.client_file > docs/client-file.schema.json`: the JSON Schema of a client's file."""

from __future__ import annotations

import json
import sys

from alliance_monitor.client_file import ClientFile

if __name__ == "__main__":
    schema = ClientFile.model_json_schema(mode="serialization")
    sys.stdout.write(json.dumps(schema, indent=1, ensure_ascii=False) + "\n")
