import django.db.models.deletion
import rantai.records.models.owned
from django.db import migrations, models

from rantai.records.beginning import Beginning


class Migration(Beginning):

    replaces = [
        ('parts', '0001_initial'),
        ('parts', '0002_initial'),
        ('parts', '0003_charts'),
        ('parts', '0004_gauges'),
        ('parts', '0005_counted'),
        ('parts', '0006_approval_files'),
    ]

    dependencies = [
        ('machines', '0006_calibrations'),
        ('members', '0005_skills'),
        ('records', '0003_inbox'),
    ]

    operations = [
        migrations.CreateModel(
            name='Grade',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20)),
                ('standard', models.CharField(blank=True, max_length=60)),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
            ],
            options={
                'ordering': ('code',),
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'code'), name='grade_code_once')],
            },
        ),
        migrations.CreateModel(
            name='ElementWindow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('element', models.CharField(max_length=4)),
                ('minimum_pct', models.DecimalField(blank=True, decimal_places=3, max_digits=6, null=True)),
                ('maximum_pct', models.DecimalField(blank=True, decimal_places=3, max_digits=6, null=True)),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('grade', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='windows', to='parts.grade')),
            ],
            options={
                'ordering': ('order',),
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'grade', 'element'), name='window_element_once')],
            },
        ),
        migrations.CreateModel(
            name='Part',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=80)),
                ('traced_by', models.CharField(choices=[('lot', 'By casting lot'), ('piece', 'By serial piece')], max_length=5)),
                ('mass_kg', models.DecimalField(decimal_places=3, max_digits=8)),
                ('pieces_per_box', models.PositiveIntegerField()),
                ('is_machined', models.BooleanField(default=False)),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
            ],
            options={
                'ordering': ('number',),
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'number'), name='part_number_once')],
            },
        ),
        migrations.CreateModel(
            name='PartRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.CharField(max_length=8)),
                ('valid_from', models.DateField()),
                ('pour_temperature_min_c', models.PositiveIntegerField(blank=True, null=True)),
                ('pour_temperature_max_c', models.PositiveIntegerField(blank=True, null=True)),
                ('pour_within_minutes', models.PositiveSmallIntegerField(help_text='Longest time from inoculation to the end of the pour.')),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('grade', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='part_revisions', to='parts.grade')),
                ('part', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='parts.part')),
                ('approved_on_file', models.BooleanField(default=False)),
            ],
            options={
                'ordering': ('-valid_from',),
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'part', 'revision'), name='part_revision_once')],
            },
        ),
        migrations.CreateModel(
            name='Approval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('approved_on', models.DateField()),
                ('valid_until', models.DateField()),
                ('reference', models.CharField(max_length=60)),
                ('withdrawn_on', models.DateField(blank=True, null=True)),
                ('withdrawn_because', models.CharField(blank=True, max_length=200)),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('workshop', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='approvals', to='members.workshop')),
                ('revision', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='approvals', to='parts.partrevision')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_on__isnull', True)), fields=('cooperative', 'workshop', 'revision', 'approved_on'), name='approval_once')],
            },
        ),
        migrations.CreateModel(
            name='Characteristic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=80)),
                ('name_en', models.CharField(max_length=80)),
                ('unit', models.CharField(blank=True, max_length=8)),
                ('nominal', models.DecimalField(blank=True, decimal_places=3, max_digits=10, null=True)),
                ('lower', models.DecimalField(blank=True, decimal_places=3, max_digits=10, null=True)),
                ('upper', models.DecimalField(blank=True, decimal_places=3, max_digits=10, null=True)),
                ('importance', models.CharField(choices=[('critical', 'Critical'), ('significant', 'Significant'), ('standard', 'Standard')], max_length=11)),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('revision', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='characteristics', to='parts.partrevision')),
            ],
            options={
                'ordering': ('number',),
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'revision', 'number'), name='characteristic_number_once')],
            },
        ),
        migrations.CreateModel(
            name='ControlPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField()),
                ('valid_from', models.DateField()),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('revision', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='control_plans', to='parts.partrevision')),
            ],
            options={
                'ordering': ('-version',),
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'revision', 'version'), name='control_plan_version_once')],
            },
        ),
        migrations.CreateModel(
            name='ControlPlanItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('method', models.CharField(max_length=60)),
                ('sample_size', models.PositiveSmallIntegerField()),
                ('reaction', models.CharField(max_length=200)),
                ('characteristic', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='plan_items', to='parts.characteristic')),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('plan', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='parts.controlplan')),
                ('chart', models.CharField(blank=True, choices=[('i-mr', 'Single readings'), ('xbar-r', 'Means and ranges'), ('xbar-s', 'Means and deviations'), ('p', 'Share of pieces not good (p)'), ('np', 'Number of pieces not good (np)'), ('c', 'Number of faults (c)'), ('u', 'Faults a piece (u)'), ('laney-p', 'Share not good, large samples (Laney p′)'), ('laney-u', 'Faults a piece, large samples (Laney u′)')], default='', max_length=8)),
                ('holds_on_signal', models.BooleanField(default=False)),
                ('rules', models.CharField(choices=[('limits', 'Control limits only'), ('western-electric', 'Western Electric'), ('nelson', 'Nelson')], default='limits', max_length=16)),
                ('subgroup', models.PositiveSmallIntegerField(default=1)),
                ('gauge', rantai.records.models.owned.OwnedKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='plan_items', to='machines.machine')),
                ('accept_up_to', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'ordering': ('characteristic__number',),
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'plan', 'characteristic'), name='plan_item_once')],
            },
        ),
    ]
