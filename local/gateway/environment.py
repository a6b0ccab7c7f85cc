"""Environment of an instance: Lambda's variables, the template's, and the caller's, which take precedence.

https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
"""

from collections.abc import Mapping
from pathlib import Path

from local.gateway.events import ACCOUNT_ID
from local.gateway.template import Function

DEFAULT_REGION = "us-east-1"
_NAMES_IN_SSM = "_PARAMETER"  # there is no SSM here: secrets come from the caller under their own names


def lambda_environment(function: Function, root: Path, caller: Mapping[str, str]) -> dict[str, str]:
    """Return the initial variables of an instance of `function`, whose code is in `root`."""
    region = caller.get("AWS_REGION") or caller.get("AWS_DEFAULT_REGION") or DEFAULT_REGION
    log_group = f"/aws/lambda/{function.name}"
    return {
        **{name: value for name, value in function.environment.items() if not name.endswith(_NAMES_IN_SSM)},
        **caller,
        "AWS_DEFAULT_REGION": region,
        "AWS_EXECUTION_ENV": "AWS_Lambda_python3.13",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory),
        "AWS_LAMBDA_FUNCTION_NAME": function.name,
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": log_group,
        "AWS_LAMBDA_LOG_STREAM_NAME": "local",
        "AWS_REGION": region,
        "LAMBDA_TASK_ROOT": str(root),
        "TZ": ":UTC",
        "_HANDLER": function.handler,
    }


def function_arn(function: Function, environment: Mapping[str, str]) -> str:
    """Return the ARN under which `function` is invoked."""
    return f"arn:aws:lambda:{environment['AWS_REGION']}:{ACCOUNT_ID}:function:{function.name}"
