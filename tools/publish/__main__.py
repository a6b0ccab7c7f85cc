"""Command line: `python -m tools.publish --stack NAME`, after the site was built into `dist/`."""

import argparse
import sys
from pathlib import Path

from tools.aws import AwsError, aws
from tools.build_site.hosting import ASSET_LIFETIME, ERROR_LIFETIME, PAGE_LIFETIME

_ROOT = Path(__file__).parents[2]
_NOT_FOUND = ("404.html", "*/404.html")


def main() -> int:
    """Upload the pages, then invalidate them in CloudFront; print errors and return 1."""
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
    """Copy `dist` into the bucket of `stack`: assets first, then pages; old assets stay for open pages.

    Each file has its own cache headers, so missing files have none. CloudFront answers errors with a 404 page of the
    bucket, whose cache headers then apply.

    Raises AwsError.
    """
    outputs = _outputs(stack)
    if "SiteBucket" not in outputs:
        raise AwsError(f"{stack} has no bucket: it was deployed with StaticHosting=none")
    bucket = f"s3://{outputs['SiteBucket']}"
    _sync(f"{dist}/assets", f"{bucket}/assets", ASSET_LIFETIME)
    _sync(str(dist), bucket, PAGE_LIFETIME, *_each("--exclude", "assets/*", "_*", *_NOT_FOUND), "--delete")
    _sync(str(dist), bucket, ERROR_LIFETIME, "--exclude", "*", *_each("--include", *_NOT_FOUND))
    aws("cloudfront", "create-invalidation", "--distribution-id", outputs["SiteDistribution"], "--paths", "/*")


def _sync(source: str, target: str, lifetime: str, *options: str) -> None:
    aws("s3", "sync", source, target, "--cache-control", lifetime, *options, "--only-show-errors")


def _each(option: str, *patterns: str) -> list[str]:
    return [word for pattern in patterns for word in (option, pattern)]


def _outputs(stack: str) -> dict[str, str]:
    (found,) = aws("cloudformation", "describe-stacks", "--stack-name", stack)["Stacks"]
    return {output["OutputKey"]: output["OutputValue"] for output in found.get("Outputs", [])}


if __name__ == "__main__":
    sys.exit(main())
