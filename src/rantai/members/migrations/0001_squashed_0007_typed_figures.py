import django.db.models.deletion
import rantai.records.identifiers
import rantai.records.models.owned
from django.conf import settings
from django.db import migrations, models

from rantai.records.beginning import Beginning


class Migration(Beginning):

    replaces = [
        ('members', '0001_initial'),
        ('members', '0002_initial'),
        ('members', '0003_withheld_figures'),
        ('members', '0004_tax_number'),
        ('members', '0005_skills'),
        ('members', '0006_names_shown'),
        ('members', '0007_typed_figures'),
    ]

    dependencies = [
        ('records', '0003_inbox'),
    ]

    operations = [
        migrations.CreateModel(
            name='CentreFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField()),
                ('measure', models.CharField(max_length=20)),
                ('value', models.DecimalField(decimal_places=2, max_digits=16)),
                ('firms', models.PositiveIntegerField()),
                ('centre', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='figures', to='records.centre')),
                ('amounts', models.JSONField(default=dict)),
                ('published_at', models.DateTimeField()),
                ('replaced_at', models.DateTimeField(blank=True, null=True)),
                ('withheld', models.CharField(blank=True, choices=[('few', 'fewer than five firms'), ('dominated', "nearly all one firm's"), ('protects', 'protects others')], max_length=9)),
            ],
            options={
                'indexes': [models.Index(fields=['measure', 'month'], name='centre_figure_by_measure')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('replaced_at__isnull', True)), fields=('centre', 'month', 'measure'), name='centre_figure_once'), models.UniqueConstraint(condition=models.Q(('centre__isnull', True), ('replaced_at__isnull', True)), fields=('month', 'measure'), name='centre_total_once')],
            },
        ),
        migrations.CreateModel(
            name='Workshop',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12)),
                ('name', models.CharField(max_length=80)),
                ('village', models.CharField(blank=True, max_length=60)),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('tax_number', models.CharField(blank=True, max_length=16)),
            ],
            options={
                'ordering': ('code',),
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'code'), name='workshop_code_once'), models.UniqueConstraint(condition=models.Q(('tax_number', ''), _negated=True), fields=('cooperative', 'tax_number'), name='workshop_tax_number_once')],
            },
        ),
        migrations.CreateModel(
            name='CapacityAudit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('kg_per_month', models.PositiveIntegerField()),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('workshop', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='capacity_audits', to='members.workshop')),
            ],
            options={
                'ordering': ('valid_from',),
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'workshop', 'valid_from'), name='capacity_day_once')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('active', 'Active'), ('dormant', 'Dormant'), ('deceased', 'Deceased, with heir'), ('left', 'Left')], max_length=10)),
                ('valid_from', models.DateField()),
                ('heir', models.CharField(blank=True, max_length=80)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('workshop', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='members.workshop')),
            ],
            options={
                'ordering': ('valid_from',),
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'workshop', 'valid_from'), name='membership_day_once')],
            },
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('job', models.CharField(max_length=40)),
                ('joined_on', models.DateField()),
                ('left_on', models.DateField(blank=True, null=True)),
                ('account', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='person', to=settings.AUTH_USER_MODEL)),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('workshop', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='people', to='members.workshop')),
                ('identity', models.CharField(blank=True, max_length=20)),
            ],
            options={
                'indexes': [models.Index(fields=['cooperative', 'workshop'], name='person_by_workshop')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('left_on__isnull', True), models.Q(('identity', ''), _negated=True)), fields=('cooperative', 'identity'), name='person_works_in_one_workshop')],
            },
        ),
        migrations.CreateModel(
            name='Skill',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20)),
                ('name', models.CharField(max_length=60)),
                ('name_en', models.CharField(max_length=60)),
                ('needs_certificate', models.BooleanField(default=False)),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
            ],
            options={
                'ordering': ('order', 'code'),
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'code'), name='skill_code_once')],
            },
        ),
        migrations.CreateModel(
            name='SkillCertificate',
            fields=[
                ('id', models.UUIDField(default=rantai.records.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('occurred_at', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
                ('recorded_late', models.BooleanField(default=False)),
                ('replaced_because', models.CharField(blank=True, max_length=200)),
                ('number', models.CharField(max_length=40)),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField()),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('person', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='members.person')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('replaces', rantai.records.models.owned.OwnedKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='members.skillcertificate', unique=True)),
                ('skill', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='members.skill')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SkillRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('job', models.CharField(choices=[('heat', 'Opening a heat')], max_length=8)),
                ('least_level', models.PositiveSmallIntegerField(default=2)),
                ('refuses', models.BooleanField()),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(blank=True, null=True)),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('skill', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='rules', to='members.skill')),
            ],
            options={
                'ordering': ('job', 'valid_from'),
            },
        ),
        migrations.CreateModel(
            name='Training',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=80)),
                ('held_on', models.DateField()),
                ('trainer', models.CharField(max_length=80)),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('skill', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='trainings', to='members.skill')),
            ],
            options={
                'ordering': ('-held_on', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='SkillLevel',
            fields=[
                ('id', models.UUIDField(default=rantai.records.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('occurred_at', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
                ('recorded_late', models.BooleanField(default=False)),
                ('replaced_because', models.CharField(blank=True, max_length=200)),
                ('level', models.PositiveSmallIntegerField()),
                ('seen_on', models.DateField()),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('person', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='skill_levels', to='members.person')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('replaces', rantai.records.models.owned.OwnedKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='members.skilllevel', unique=True)),
                ('skill', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='levels', to='members.skill')),
                ('training', rantai.records.models.owned.OwnedKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attendances', to='members.training')),
            ],
            options={
                'indexes': [models.Index(fields=['cooperative', 'person', 'seen_on'], name='level_by_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(('level__lte', 4)), name='skill_level_to_four')],
            },
        ),
        migrations.CreateModel(
            name='NamesShown',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('shows_names', models.BooleanField()),
                ('decision', models.CharField(max_length=120)),
                ('made_at', models.DateTimeField()),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-valid_from',),
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'valid_from'), name='names_shown_day_once')],
            },
        ),
        migrations.CreateModel(
            name='TypedFigure',
            fields=[
                ('id', models.UUIDField(default=rantai.records.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('occurred_at', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
                ('recorded_late', models.BooleanField(default=False)),
                ('replaced_because', models.CharField(blank=True, max_length=200)),
                ('field', models.CharField(choices=[('investment', 'Investment without land and buildings, in rupiah'), ('land', 'Land and buildings, in rupiah'), ('sales', 'Sales outside the co-operative, in rupiah'), ('water', 'Raw water, in cubic metres'), ('fuels', 'Fuels and lubricants, in litres'), ('own_power', 'Electricity beside the furnaces, in kWh')], max_length=12)),
                ('period_from', models.DateField()),
                ('period_to', models.DateField()),
                ('value', models.DecimalField(decimal_places=1, max_digits=16)),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('replaces', rantai.records.models.owned.OwnedKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='members.typedfigure', unique=True)),
                ('workshop', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='typed_figures', to='members.workshop')),
            ],
            options={
                'indexes': [models.Index(fields=['cooperative', 'workshop', 'period_to'], name='typed_figure_by_period')],
                'constraints': [models.CheckConstraint(condition=models.Q(('value__gte', 0)), name='typed_figure_counts')],
            },
        ),
    ]
