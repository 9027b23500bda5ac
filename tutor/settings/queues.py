"""The broker of tasks and clips, and which queue takes what: the same for pages, workers and schedule."""

from kombu.entity import Exchange, Queue

from tutor.settings.environment import read_address

REDIS_URL = read_address("REDIS_URL", "", like=["redis://host:6379/0", "rediss://host:6379/0"])

CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# Redis gives a message out again after so long (s), also one that a worker keeps until its time has come. So
# it is longer than any countdown and any wait before a retry, or each of those would run twice.
REDELIVERED_AFTER_S = 600
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": REDELIVERED_AFTER_S} if REDIS_URL else {}
CELERY_BROKER_TRANSPORT = None if REDIS_URL else "tutor.messages.waiting_broker:Transport"
CELERY_TASK_DEFAULT_QUEUE = "default"
# Without acknowledgement a clip leaves Redis the moment a worker takes it; with it, frames would stay among
# the unacknowledged as long as a worker that died held them, and be read when nobody wants to know any more.
CELERY_TASK_QUEUES = [
    Queue("default", Exchange("default"), routing_key="default"),  # type: ignore[no-untyped-call]
    Queue("emotion", Exchange("emotion"), routing_key="emotion", no_ack=True),  # type: ignore[no-untyped-call]
    # What asks other systems over the network, which may take seconds: no lesson waits behind it.
    Queue("outside", Exchange("outside"), routing_key="outside"),  # type: ignore[no-untyped-call]
]
CELERY_TASK_IGNORE_RESULT = True
# JSON for ids; msgpack for clips, because it carries bytes as they are and can build no objects.
CELERY_ACCEPT_CONTENT = ["json", "msgpack"]
CELERY_TASK_SERIALIZER = "json"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_ROUTES = {"emotion.*": {"queue": "emotion"}, "tutor.outside.*": {"queue": "outside"}}
