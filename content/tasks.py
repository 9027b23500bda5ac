"""Celery tasks of the content app, on the default queue."""

from celery import shared_task

from content.authoring.sweeping import sweep_files


@shared_task(name="content.sweep_files", ignore_result=True)
def sweep() -> None:
    """Drop the files of forgotten versions. Safe to run twice."""
    sweep_files()
