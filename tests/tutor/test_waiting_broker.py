"""The broker of the single-process deployment: workers sleep, and wake at once."""

import threading
import time
from collections.abc import Callable, Iterator
from unittest.mock import Mock, patch

import pytest
from kombu import Connection, Consumer, Exchange, Queue

from tutor.messages import waiting_broker

AT_ONCE_S = 0.5
pytestmark = pytest.mark.usefixtures("_long_sleeps")


@pytest.fixture
def _long_sleeps() -> Iterator[None]:
    """Let nothing be found by looking now and then."""
    with patch.object(waiting_broker, "LONGEST_SLEEP_S", 30.0):
        yield


@pytest.fixture
def broker() -> Iterator[Connection]:
    with Connection("memory://", transport="tutor.messages.waiting_broker:Transport") as connection:
        yield connection


def queue_of(name: str) -> Queue:
    return Queue(name, Exchange(name), routing_key=name)


def send(name: str, body: str) -> None:
    with Connection("memory://", transport="tutor.messages.waiting_broker:Transport") as connection:
        connection.Producer().publish(
            body, exchange=Exchange(name), routing_key=name, declare=[queue_of(name)]
        )


def later(act: Callable[[], None]) -> None:
    threading.Timer(0.2, act).start()


def test_a_message_wakes_the_worker_that_waits_for_it(broker):
    heard = []
    with Consumer(
        broker, queue_of("wake"), callbacks=[lambda body, message: heard.append(body)], no_ack=True
    ):
        later(lambda: send("wake", "hello"))
        began = time.monotonic()
        broker.drain_events(timeout=10)
    assert heard == ["hello"]
    assert time.monotonic() - began < 0.2 + AT_ONCE_S


def test_a_message_that_is_there_already_is_not_waited_for(broker):
    send("there", "hello")
    heard = []
    with Consumer(
        broker, queue_of("there"), callbacks=[lambda body, message: heard.append(body)], no_ack=True
    ):
        began = time.monotonic()
        broker.drain_events(timeout=10)
    assert heard == ["hello"]
    assert time.monotonic() - began < AT_ONCE_S


def test_a_worker_sleeps_while_messages_go_to_others(broker):
    looks = Mock(side_effect=waiting_broker.Empty)
    with Consumer(broker, queue_of("mine"), no_ack=True), patch.object(broker.transport.cycle, "get", looks):
        later(lambda: send("others", "hello"))
        with pytest.raises(TimeoutError):
            broker.drain_events(timeout=0.5)
    assert looks.call_count == 2  # at first, and when the time was over


def test_an_acknowledgement_makes_room_for_the_next_message_at_once(broker):
    messages = []
    send("room", "first")
    send("room", "second")
    with Consumer(
        broker, queue_of("room"), callbacks=[lambda body, message: messages.append(message)]
    ) as consumer:
        consumer.qos(prefetch_count=1)
        broker.drain_events(timeout=10)
        later(messages[0].ack)
        began = time.monotonic()
        broker.drain_events(timeout=10)
        messages[1].ack()
    assert time.monotonic() - began < 0.2 + AT_ONCE_S


def test_the_bytes_of_a_clip_are_not_written_anew(broker):
    clip, heard = bytes(1000), []
    with Consumer(broker, queue_of("clips"), on_message=heard.append, no_ack=True):
        with Connection("memory://", transport="tutor.messages.waiting_broker:Transport") as connection:
            connection.Producer().publish(
                clip,
                exchange=Exchange("clips"),
                routing_key="clips",
                declare=[queue_of("clips")],
                content_type="application/x-msgpack",
                content_encoding="binary",
            )
        broker.drain_events(timeout=10)
    (message,) = heard
    assert message.body is clip
