"""Command line: `python -m tools.publish --stack NAME`, after the site was built into `dist/`."""

import argparse
import sys
from pathlib import Path

from tools.aws import AwsError, aws

_ROOT = Path(__file__).parents[2]


def main() -> int:
    """Copy the pages, then have CloudFront forget the old ones; say what went wrong and return 1."""
    parser = argparse.ArgumentParser(prog="python -m tools.publish", description="Publish dist/ to the stack's bucket.")
    parser.add_argument("--stack", required=True)
    stack = parser.parse_args().stack
    try:
        publish(stack, _ROOT / "dist")
    except AwsError as error:
        print(f"publish: {error}", file=sys.stderr)
        return 1
    return 0


def publish(stack: str, dist: Path) -> None:
    """Copy `dist` into the bucket of `stack`: assets first, then pages; old assets stay for pages that are still open.

    Raises AwsError.
    """
    outputs = _outputs(stack)
    if "SiteBucket" not in outputs:
        raise AwsError(f"{stack} has no bucket: it was deployed with StaticHosting=none")
    bucket = f"s3://{outputs['SiteBucket']}"
    aws("s3", "sync", f"{dist}/assets", f"{bucket}/assets", "--only-show-errors")
    aws("s3", "sync", str(dist), bucket, "--exclude", "assets/*", "--exclude", "_*", "--delete", "--only-show-errors")
    aws("cloudfront", "create-invalidation", "--distribution-id", outputs["SiteDistribution"], "--paths", "/*")


def _outputs(stack: str) -> dict[str, str]:
    (found,) = aws("cloudformation", "describe-stacks", "--stack-name", stack)["Stacks"]
    return {output["OutputKey"]: output["OutputValue"] for output in found.get("Outputs", [])}


if __name__ == "__main__":
    sys.exit(main())
