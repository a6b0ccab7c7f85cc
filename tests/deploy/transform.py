"""Transform template.yaml as SAM does on AWS; runs in `.venv-deploy`, whose pydantic is older than ours.

Reads a JSON list of `{"uploads": {name: suffix}, "release": text, "parameters": {...}}` from standard input; prints for
each the logical id of every function's version.
"""

import json
import sys
from pathlib import Path
from typing import Any

import boto3  # type: ignore[import-untyped]
from samcli.yamlhelper import yaml_parse  # type: ignore[import-not-found]
from samtranslator.parser.parser import Parser  # type: ignore[import-not-found]
from samtranslator.translator.translator import Translator  # type: ignore[import-not-found]

CONTENT = {
    "AWS::Serverless::Function": ("CodeUri", "s3://bucket/{}"),
    "AWS::Serverless::LayerVersion": ("ContentUri", "s3://bucket/{}"),
    "AWS::Serverless::Application": ("Location", "https://s3.amazonaws.com/bucket/{}.yaml"),
}


def versions(text: str, uploads: dict[str, str], release: str, parameters: dict[str, str]) -> dict[str, str]:
    """Return the logical id of each function's version."""
    document: dict[str, Any] = yaml_parse(text)
    shared = document["Globals"]["Function"]
    shared["Environment"]["Variables"]["RELEASE"] = release
    del shared["CodeUri"]
    for name, resource in document["Resources"].items():
        if resource["Type"] in CONTENT:
            key, place = CONTENT[resource["Type"]]
            resource["Properties"][key] = place.format(name + uploads.get(name, ""))
    translator = Translator({}, Parser(), boto_session=boto3.Session(region_name="us-east-1"))
    resources = translator.translate(document, parameters)["Resources"]
    published = {key: one for key, one in resources.items() if one["Type"] == "AWS::Lambda::Version"}
    return {one["Properties"]["FunctionName"]["Ref"]: key for key, one in published.items()}


if __name__ == "__main__":
    content = Path(sys.argv[1]).read_text(encoding="utf-8")
    json.dump([versions(content, **case) for case in json.load(sys.stdin)], sys.stdout)
