"""Fetch the browser assets of vendor.toml again with `npm pack`, and say what differs from what is committed.

Usage: python tools/vendor.py [--check]      (for maintainers; needs npm)
"""

import base64
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def fetched(name: str, version: str, integrity: str, folder: Path) -> Path:
    """The unpacked package; stops when it is not the one that vendor.toml names."""
    packed = subprocess.run(
        [shutil.which("npm") or "npm", "pack", "--silent", f"{name}@{version}"],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    )
    archive = folder / packed.stdout.strip().splitlines()[-1]
    found = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if found != integrity:
        sys.exit(f"{name} {version}: the package's sum is {found}, vendor.toml says {integrity}")
    with tarfile.open(archive) as packed_files:
        packed_files.extractall(folder, filter="data")
    return folder / "package"


def without_map(data: bytes) -> bytes:
    """A style sheet that names a map nobody has makes browsers ask for it, and the manifest of static files fail."""
    return b"\n".join(line for line in data.split(b"\n") if b"sourceMappingURL=" not in line[:80])


def main() -> int:
    check, differing = "--check" in sys.argv, 0
    for asset in tomllib.loads((ROOT / "vendor.toml").read_text(encoding="utf-8"))["asset"]:
        with tempfile.TemporaryDirectory() as folder:
            package = fetched(asset["name"], asset["version"], asset["integrity"], Path(folder))
            for source, target in asset["files"]:
                raw = (package / source).read_bytes()
                data = without_map(raw) if Path(source).suffix in (".css", ".js") else raw
                place = ROOT / asset["target"] / target
                same = place.is_file() and place.read_bytes() == data
                differing += not same
                print("same   " if same else "differs", hashlib.sha256(data).hexdigest()[:16], place.relative_to(ROOT))
                if not same and not check:
                    place.parent.mkdir(parents=True, exist_ok=True)
                    place.write_bytes(data)
    return 1 if check and differing else 0


if __name__ == "__main__":
    sys.exit(main())
