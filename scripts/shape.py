"""Write the next file of app/migrations/versions from what the models have and the last version
has not: `python scripts/shape.py "What changed"`. Read it before it is committed."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from alembic import command

from app import migrations
from app.db import writing_engine


def main(sentence: str) -> None:
    """Compare with an empty database that was brought up to the last version."""
    with tempfile.TemporaryDirectory() as folder:
        engine = writing_engine(Path(folder) / "empty.sqlite3")
        with engine.connect() as connection:
            config = migrations.config(connection)
            with connection.begin():
                command.upgrade(config, "head")
            number = f"{int(migrations.newest()) + 1:04d}"
            made = command.revision(config, message=sentence, autogenerate=True, rev_id=number)
        engine.dispose()
    file = Path(made.path)
    text = file.read_text(encoding="utf-8").replace("sqlmodel.sql.sqltypes.AutoString", "sa.String")
    file.write_text(re.sub(r"    # ###.*\n", "", text), encoding="utf-8")
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", str(file)], check=True)
    print(file)


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]))
