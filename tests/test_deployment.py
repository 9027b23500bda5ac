"""What is deployed agrees with itself and with the product: containers, Kubernetes, systemd."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
KUBERNETES = ROOT / "deploy" / "kubernetes"
UNITS = sorted((ROOT / "deploy" / "systemd").glob("*.service"))
QUEUE = re.compile(r"celery -A tutor worker -Q ([\w,]+)")
READER = re.compile(r"python -m tutor\.reader\b")
VERSIONS = {
    "ConfigMap": "v1",
    "Service": "v1",
    "PersistentVolumeClaim": "v1",
    "Deployment": "apps/v1",
    "Job": "batch/v1",
    "PodDisruptionBudget": "policy/v1",
    "Ingress": "networking.k8s.io/v1",
    "ScaledObject": "keda.sh/v1alpha1",
    "ScrapeConfig": "monitoring.coreos.com/v1alpha1",
}


def manifests(kind: str = "") -> list[dict]:
    """Return the objects of every file that the kustomization names."""
    listed = yaml.safe_load((KUBERNETES / "kustomization.yaml").read_text())["resources"]
    found = [one for name in listed for one in yaml.safe_load_all((KUBERNETES / name).read_text())]
    return [one for one in found if kind in ("", one["kind"])]


def pods() -> list[dict]:
    """Return the pod of every workload."""
    return [one["spec"]["template"] for one in manifests() if one["kind"] in ("Deployment", "Job")]


def containers() -> list[dict]:
    """Return every container, those that prepare included."""
    return [
        container
        for pod in pods()
        for container in pod["spec"]["containers"] + pod["spec"].get("initContainers", [])
    ]


def compose() -> dict:
    return yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]


def test_every_file_of_the_cluster_is_listed():
    listed = yaml.safe_load((KUBERNETES / "kustomization.yaml").read_text())["resources"]
    assert sorted([*listed, "kustomization.yaml"]) == sorted(path.name for path in KUBERNETES.iterdir())


def test_every_object_has_its_version_and_a_name_of_its_own():
    assert [(one["kind"], one["apiVersion"]) for one in manifests()] == [
        (one["kind"], VERSIONS[one["kind"]]) for one in manifests()
    ]
    names = [(one["kind"], one["metadata"]["name"]) for one in manifests()]
    assert len(names) == len(set(names)) > 10


def test_selectors_find_their_pods():
    labels = [pod["metadata"]["labels"] for pod in pods()]
    wanted = [one["spec"]["selector"]["matchLabels"] for one in manifests("Deployment")]
    wanted += [one["spec"]["selector"] for one in manifests("Service")]
    wanted += [one["spec"]["selector"]["matchLabels"] for one in manifests("PodDisruptionBudget")]
    lost = [want for want in wanted if not any(want.items() <= have.items() for have in labels)]
    assert (lost, len(wanted) > 6) == ([], True)


def test_no_container_may_more_than_it_needs():
    assert len(containers()) > 5
    for pod in pods():
        assert pod["spec"]["securityContext"]["runAsNonRoot"] is True
    for container in containers():
        rights = container["securityContext"]
        assert rights["readOnlyRootFilesystem"] is True
        assert rights["allowPrivilegeEscalation"] is False
        assert rights["capabilities"] == {"drop": ["ALL"]}
        assert "memory" in container["resources"]["limits"]


def test_what_sees_frames_leaves_no_core_dump():
    lines = [" ".join(container.get("command", [])) for container in containers()]
    see_frames = ("celery -A tutor worker", "tutor.reader", "manage.py serve")
    running = [line for line in lines if any(command in line for command in see_frames)]
    assert len(running) == 3
    assert all("ulimit -c 0 && exec " in line for line in running)
    assert all(service["ulimits"] == {"core": 0} for service in compose().values() if "env_file" in service)
    assert all("LimitCORE=0" in unit.read_text() for unit in UNITS)


def test_every_queue_has_a_worker_wherever_it_runs():
    from tutor.ops.embedded import QUEUES

    cluster = " ".join(word for container in containers() for word in container.get("command", []))
    composed = " ".join(service.get("command", "") for service in compose().values())
    units = " ".join(unit.read_text() for unit in UNITS)
    for place in (cluster, composed, units):
        taken = [queue for queues in QUEUE.findall(place) for queue in queues.split(",")]
        taken += ["emotion" for _ in READER.findall(place)]
        assert sorted(taken) == sorted(QUEUES)


def test_what_scales_is_there_and_so_is_what_it_is_scaled_by():
    deployments = {one["metadata"]["name"] for one in manifests("Deployment")}
    scaled = manifests("ScaledObject")
    assert {one["spec"]["scaleTargetRef"]["name"] for one in scaled} <= deployments
    queries = [
        t["metadata"]["query"] for one in scaled for t in one["spec"]["triggers"] if t["type"] == "prometheus"
    ]
    metrics = {name for query in queries for name in re.findall(r"attune_\w+", query)}
    told = (ROOT / "tutor" / "ops" / "metrics.py").read_text()
    assert metrics
    assert [name for name in metrics if f'"{name}"' not in told] == []


def test_probes_and_prometheus_ask_by_a_name_that_is_answered():
    allowed = manifests("ConfigMap")[0]["data"]["ALLOWED_HOSTS"].split(",")
    probes = [
        c[p]["httpGet"]
        for c in containers()
        for p in ("readinessProbe", "livenessProbe")
        if "httpGet" in c.get(p, {})
    ]
    asked = {header["value"] for probe in probes for header in probe["httpHeaders"]}
    asked |= {
        t.split(":")[0]
        for one in manifests("ScrapeConfig")
        for c in one["spec"]["staticConfigs"]
        for t in c["targets"]
    }
    asked |= {rule["host"] for one in manifests("Ingress") for rule in one["spec"]["rules"]}
    assert len(asked) == 2
    assert asked <= set(allowed)


def test_the_cluster_sets_only_what_there_is_to_set():
    documented = (ROOT / "docs" / "deployment.md").read_text()
    names = [name for one in manifests("ConfigMap") for name in one["data"]]
    assert names
    assert [name for name in names if f"`{name}`" not in documented] == []


@pytest.mark.process
@pytest.mark.skipif(not shutil.which("kubectl"), reason="needs kubectl")
def test_kustomize_builds_the_cluster():
    done = subprocess.run(["kubectl", "kustomize", KUBERNETES], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    built = list(yaml.safe_load_all(done.stdout))
    assert len(built) == len(manifests())
    assert {one["metadata"]["namespace"] for one in built} == {"attune"}


def test_services_of_one_machine_wait_for_those_they_need():
    services = compose()
    for name, service in services.items():
        for needed, how in service.get("depends_on", {}).items():
            assert needed in services, f"{name} waits for {needed}"
            if how["condition"] == "service_healthy":
                assert services[needed]["healthcheck"]["test"]


def test_the_proxy_is_believed_about_addresses_and_nobody_else_reaches_the_web_process():
    web = compose()["web"]
    assert web["environment"]["FORWARDED_ALLOW_IPS"] == "*"
    assert [name for name, service in compose().items() if "ports" in service] == ["proxy"]
    assert "header_up X-Forwarded-For {remote_host}" in (ROOT / "deploy" / "Caddyfile").read_text()
    assert manifests("ConfigMap")[0]["data"]["FORWARDED_ALLOW_IPS"] == "*"
    assert {one["spec"].get("type", "ClusterIP") for one in manifests("Service")} == {"ClusterIP"}


def test_every_proxy_lets_through_what_authors_may_bring():
    from content.admin.course_upload import MAX_UPLOAD
    from content.exchange.bounded_reading import _TURN_S, LIMITS

    sizes = re.findall(
        r"request_body @(\w+) \{\s+max_size (\d+)MB", (ROOT / "deploy" / "Caddyfile").read_text()
    )
    assert dict(sizes).keys() == {"authors", "others"}
    assert int(dict(sizes)["authors"]) * 1_000_000 > MAX_UPLOAD + 100_000
    notes = manifests("Ingress")[0]["metadata"]["annotations"]
    said = {name.rpartition("/")[2]: value for name, value in notes.items()}
    assert int(said["proxy-body-size"].removesuffix("m")) * 1_000_000 > MAX_UPLOAD + 100_000
    assert int(said["proxy-read-timeout"]) > LIMITS.wall_s + _TURN_S


def test_the_proxy_gives_up_what_does_not_end():
    text = (ROOT / "deploy" / "Caddyfile").read_text()
    assert set(re.findall(r"^\t{3}(\w+) \d+[sm]$", text, re.M)) == {"read_header", "read_body", "idle"}


def test_the_web_pod_has_room_for_the_readers_of_files():
    from content.exchange.bounded_reading import _AT_ONCE, LIMITS

    web = next(c for c in containers() if "manage.py serve" in " ".join(c.get("command", [])))
    limit = int(web["resources"]["limits"]["memory"].removesuffix("Gi")) * 2**30
    assert limit > _AT_ONCE * LIMITS.memory_bytes + 2**29


def test_the_image_carries_the_licence():
    final = (ROOT / "Dockerfile").read_text().rpartition("FROM ")[2]
    assert re.search(r"^COPY .*\bLICENSE\b.* \./$", final, re.M)
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert "LICENSE" not in ignored
    assert (ROOT / "LICENSE").read_text().lstrip().startswith("Apache License")


def test_the_image_is_slim_and_runs_without_rights():
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    bases = [line.split()[1] for line in lines if line.startswith("FROM ")]
    last = max(place for place, line in enumerate(lines) if line.startswith("FROM "))
    final = lines[last:]
    assert len(bases) == 2
    assert all("-slim-" in base for base in bases)
    assert not any("pip install" in line or "apt-get" in line for line in final)
    assert final.index("USER attune") < next(n for n, line in enumerate(final) if line.startswith("CMD "))


@pytest.mark.process
@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd")
def test_units_are_understood(tmp_path):
    for unit in UNITS:
        # Where the product is installed is not here; that every other word is known is what is asked.
        text = re.sub(r"^(Exec\w+)=\S+", r"\1=/bin/true", unit.read_text(), flags=re.M)
        text = re.sub(r"^(WorkingDirectory|EnvironmentFile|User)=.*\n", "", text, flags=re.M)
        path = tmp_path / unit.name.replace("@.", "@1.")
        path.write_text(text)
        done = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", path],
            capture_output=True,
            text=True,
            timeout=60,
        )
        said = [line for line in done.stderr.splitlines() if path.name in line]
        assert (done.returncode, said) == (0, [])
