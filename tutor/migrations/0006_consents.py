from django.db import migrations, models


class Migration(migrations.Migration):
    """A yes keeps the very words it was said to; earlier ones are asked anew."""

    dependencies = [
        ('tutor', '0005_readings_by_day'),
    ]

    operations = [
        # The default is for the way back.
        migrations.AlterField(
            model_name='consent',
            name='version',
            field=models.PositiveSmallIntegerField(default=1, help_text='Version of the wording that was agreed to.'),
        ),
        migrations.RemoveField(model_name='consent', name='version'),
        migrations.AddField(
            model_name='consent',
            name='version',
            field=models.CharField(default='1', help_text='A hash of the words.', max_length=12),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='consent',
            name='words',
            field=models.TextField(default="The camera page's first text.", help_text='What was agreed to, word for word.'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='consent',
            name='confirmed_at',
            field=models.DateTimeField(blank=True, help_text='When a guardian agreed as well.', null=True),
        ),
        migrations.AlterField(
            model_name='consent',
            name='purpose',
            field=models.CharField(choices=[('camera', 'Camera in lessons'), ('figures', 'Counting in figures about groups'), ('research', 'Numbers for research')], max_length=20),
        ),
        migrations.AddField(
            model_name='user',
            name='is_of_age',
            field=models.BooleanField(default=False, help_text='No guardian is asked, where guardians are asked at all.', verbose_name='decides alone'),
        ),
        migrations.AddField(
            model_name='user',
            name='guardian_email',
            field=models.EmailField(blank=True, help_text='As the school knows it. Only staff can change it.', max_length=254, verbose_name="guardian's e-mail"),
        ),
    ]
