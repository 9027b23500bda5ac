"""Since when an account is closed stands in one place, whatever closed it."""

from django.db import migrations, models


def copy(apps, schema_editor):
    state = apps.get_model("tutor", "AccountState")
    users = apps.get_model("tutor", "User")
    for person, closed_at in state.objects.exclude(closed_at=None).values_list("person", "closed_at"):
        users.objects.filter(pk=person, closed_at=None).update(closed_at=closed_at)


class Migration(migrations.Migration):
    dependencies = [("tutor", "0030_statements")]

    operations = [
        migrations.RunPython(copy, migrations.RunPython.noop),
        migrations.RemoveField("accountstate", "closed_at"),
        migrations.AlterField(
            "user",
            "closed_at",
            models.DateTimeField(
                blank=True,
                editable=False,
                help_text=(
                    "Unused, left out of a school's list, at a year's end, or merged; erased in time."
                ),
                null=True,
                verbose_name="closed since",
            ),
        ),
    ]
