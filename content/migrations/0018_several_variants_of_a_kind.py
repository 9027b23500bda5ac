"""A step may have several variants of one kind: each has a name of its own.

There is no way back for a course that has several of one kind: the constraint that returns refuses them.
"""

from django.db import migrations, models
from django.db.models import F, Value
from django.db.models.functions import Replace


def name_after_kind(apps, schema_editor):
    """Call the one variant of a kind what the first of its kind is called."""
    named = Replace(F("kind"), Value("_"), Value("-"))
    apps.get_model("content", "Variant").objects.update(slug=named)


class Migration(migrations.Migration):

    dependencies = [
        ('content', '0017_numbers_that_change'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='variant',
            name='one_variant_per_kind_in_a_step',
        ),
        migrations.AddField(
            model_name='course',
            name='chance_chooses',
            field=models.BooleanField(db_default=False, default=False, help_text='Where several variants of a step would do, chance chooses: evenly at first, then more often what helped. So you learn which of your explanations works. Only for students who agreed to that, and never in place of a teacher. A step may say otherwise.', verbose_name='let chance choose'),
        ),
        migrations.AddField(
            model_name='step',
            name='chance_chooses',
            field=models.CharField(blank=True, choices=[('', 'As the course says'), ('yes', 'Yes'), ('no', 'No')], db_default='', default='', help_text="Among this step's variants, where several would do: evenly at first, then more often what helped. Only for students who agreed to that. Two of one kind, such as two pictures, are enough to compare.", max_length=3, verbose_name='let chance choose'),
        ),
        migrations.AddField(
            model_name='variant',
            name='slug',
            field=models.SlugField(blank=True, db_default='', default='', editable=False, help_text='Its name within the step; of the first of a kind that is the kind.', max_length=80),
        ),
        migrations.RunPython(name_after_kind, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='variant',
            constraint=models.UniqueConstraint(fields=('step', 'slug'), name='one_variant_per_slug_in_a_step'),
        ),
    ]
