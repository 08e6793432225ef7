"""What is handed out for other machines: its own programs read it, it follows scripts/run.py, and it is shut tight."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.place import Place, Release, program
from deploy.programs import write_nginx
from guide.words import words
from scripts.run import plan

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
KINDS = ("web", "rasa", "actions")
OWN = {"--host", "--port", "-i", "-p", "--model"}
"""Options whose value is another in another place."""


def options(command: list[str]) -> list[str]:
    """A program's command after `python -m`, without the values that differ from place to place."""
    words = command[command.index("-m") + 1 :]
    return [word for place, word in enumerate(words) if words[place - 1] not in OWN]


@pytest.fixture
def started_here(tmp_path: Path) -> dict[str, list[str]]:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "guide-1.tar.gz").touch()
    return {part.name: options(part.command) for part in plan({}, tmp_path, 1, 2, 3)}


@pytest.mark.parametrize("kind", KINDS)
def test_a_container_starts_what_make_start_starts(kind: str, started_here: dict[str, list[str]]) -> None:
    stage = (DEPLOY / "container" / "Containerfile").read_text().partition(f"FROM guide AS {kind}\n")[2]
    found = re.search(r"^CMD (\[.*\])$", stage, re.MULTILINE)
    assert found
    assert options(json.loads(found[1])) == started_here[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_a_systemd_unit_starts_what_make_start_starts(kind: str, started_here: dict[str, list[str]]) -> None:
    unit = (DEPLOY / "systemd" / f"rettighedsguiden-{kind}@.service").read_text()
    found = re.search(r"^ExecStart=(.*)$", unit, re.MULTILINE)
    assert found
    assert options(shlex.split(found[1])) == started_here[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_systemd_reads_its_units_and_finds_them_shut(kind: str, tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    unit = (DEPLOY / "systemd" / f"rettighedsguiden-{kind}@.service").read_text()
    for line in ("DynamicUser=yes", "NoNewPrivileges=yes", "ProtectSystem=strict", "PrivateTmp=yes", "Restart=always"):
        assert f"\n{line}\n" in unit
    assert "\nMemoryMax=" in unit
    assert "GUIDE_SECRET=" not in unit
    if analyze:
        # The interpreter is not in its place on this machine.
        file = tmp_path / f"rettighedsguiden-{kind}@.service"
        file.write_text(unit.replace("/opt/rettighedsguiden/.venv/bin/python", "/bin/sh"))
        shutil.copy(DEPLOY / "systemd" / "rettighedsguiden.target", tmp_path)
        done = subprocess.run(
            [analyze, "verify", "--man=no", str(file)], capture_output=True, text=True, timeout=60, check=False
        )
        assert str(file.name) not in done.stderr, done.stderr


def test_the_containers_user_has_no_power_and_no_secret_is_built_in() -> None:
    text = (DEPLOY / "container" / "Containerfile").read_text()
    guide = text.partition(" AS guide\n")[2].partition("FROM guide")[0]
    assert "\nUSER 10001\n" in guide
    assert not re.search(r"^(ENV|ARG).*(SECRET|DATABASE|REDIS|TOKEN)", text, re.MULTILINE)
    assert "\nvar\n" in (DEPLOY / "container" / "Containerfile.dockerignore").read_text()


def manifests(kind: str) -> list[dict[str, Any]]:
    """Kubernetes' objects of a kind."""
    files = sorted((DEPLOY / "kubernetes").glob("*.yml"))
    return [one for file in files for one in yaml.safe_load_all(file.read_text()) if one["kind"] == kind]


def test_every_pod_is_small_watched_and_without_power() -> None:
    deployments = manifests("Deployment")
    assert {one["metadata"]["name"] for one in deployments} == set(KINDS)
    for one in deployments:
        assert one["spec"]["replicas"] >= 2
        pod = one["spec"]["template"]["spec"]
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["automountServiceAccountToken"] is False
        for container in pod["containers"]:
            assert {"startupProbe", "readinessProbe", "livenessProbe"} <= set(container)
            assert container["resources"]["limits"]["memory"]
            safe = container["securityContext"]
            assert safe["readOnlyRootFilesystem"] is True
            assert safe["allowPrivilegeEscalation"] is False
            assert safe["capabilities"]["drop"] == ["ALL"]
            for setting in container.get("env", []):
                assert "value" not in setting
                assert setting["valueFrom"]["secretKeyRef"]["name"] == "guide"
    assert {one["metadata"]["name"] for one in manifests("PodDisruptionBudget")} == set(KINDS)
    assert not manifests("Secret")


def test_the_pages_are_watched_by_the_addresses_made_for_it() -> None:
    web = next(one for one in manifests("Deployment") if one["metadata"]["name"] == "web")
    container = web["spec"]["template"]["spec"]["containers"][0]
    assert container["livenessProbe"]["httpGet"]["path"] == "/sundhed"
    assert container["readinessProbe"]["httpGet"]["path"] == "/klar"


def test_rasa_can_reach_the_action_server_and_nothing_else() -> None:
    policies = {one["metadata"]["name"]: one["spec"] for one in manifests("NetworkPolicy")}
    assert policies["nothing"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    assert [rule["to"] for rule in policies["rasa"]["egress"]] == [
        [{"podSelector": {"matchLabels": {"app": "actions"}}}]
    ]
    # What everybody may: ask for names.
    assert {port["port"] for rule in policies["names"]["egress"] for port in rule["ports"]} == {53}
    assert set(policies) == {"nothing", "names", *KINDS}


def nginx_reads(file: Path, folder: Path) -> str:
    """What nginx has against a set-up; "" for nothing."""
    nginx = program("nginx", "nginx-light")
    command = [nginx, "-t", "-q", "-c", str(file), "-p", str(folder), "-g", f"pid {folder}/pid;"]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False).stderr


def test_nginx_reads_the_example_with_tls(tmp_path: Path) -> None:
    key, certificate = tmp_path / "privkey.pem", tmp_path / "fullchain.pem"
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=guide.example.dk", "-days", "1"]
    subprocess.run([*make, "-keyout", str(key), "-out", str(certificate)], capture_output=True, timeout=60, check=True)
    text = (DEPLOY / "nginx" / "server.conf.eksempel").read_text()
    text = text.replace("/opt/rettighedsguiden", str(ROOT)).replace("/etc/ssl/rettighedsguiden", str(tmp_path))
    # Ports that need no power to be tried.
    text = re.sub(r"listen (\[::\]:)?(80|443)\b", lambda found: f"listen {found[1] or ''}4{found[2]}", text)
    (tmp_path / "site.conf").write_text(text)
    temporary = "".join(
        f"{what}_temp_path {tmp_path}/{what};" for what in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    file = tmp_path / "nginx.conf"
    file.write_text(f"events {{}}\nhttp {{ {temporary} include {tmp_path}/site.conf; }}\n")
    assert nginx_reads(file, tmp_path) == ""


def test_nginx_reads_the_set_up_of_a_roll(tmp_path: Path) -> None:
    place = Place(tmp_path, 8080, trusted=("192.0.2.10",))
    for folder in (place.run, place.nginx, place.programs, place.logs):
        folder.mkdir(parents=True)
    old = Release(1, (8001, 8002), (5001, 5002), (5101, 5102), 5000, 5100)
    new = Release(2, (8003, 8004), (5003, 5004), (5103, 5104), 5200, 5300)
    write_nginx(place, new, [old, new])
    text = (place.nginx / "nginx.conf").read_text()
    people = text.partition("upstream guide_web")[2].partition("}")[0]
    assert "8003" in people
    assert "8001" not in people
    assert "upstream guide_rasa_1" in text
    assert "upstream guide_rasa_2" in text


def test_nginx_own_error_pages_say_what_to_do_and_whom_to_call() -> None:
    numbers = re.findall(r"\b(112|70 201 201)\b", " ".join(words().human))
    assert set(numbers) == {"112", "70 201 201"}
    pages = sorted((DEPLOY / "nginx" / "fejl").glob("*.html"))
    named = set(re.findall(r"/fejl/([\w-]+\.html)", (DEPLOY / "nginx" / "guide.conf").read_text()))
    assert {page.name for page in pages} == named
    for page in pages:
        text = page.read_text()
        assert all(number in text for number in numbers)
        assert "Prøv igen" in text
        assert 'lang="da"' in text
