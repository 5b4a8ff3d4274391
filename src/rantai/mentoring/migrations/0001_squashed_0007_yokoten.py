import django.core.validators
import django.db.models.deletion
import rantai.records.identifiers
import rantai.records.models.owned
from django.conf import settings
from django.db import migrations, models

from rantai.records.beginning import Beginning


class Migration(Beginning):

    replaces = [
        ('mentoring', '0001_initial'),
        ('mentoring', '0002_initial'),
        ('mentoring', '0003_stages'),
        ('mentoring', '0004_visits'),
        ('mentoring', '0005_readiness'),
        ('mentoring', '0006_aims'),
        ('mentoring', '0007_yokoten'),
    ]

    dependencies = [
        ('members', '0005_skills'),
        ('quality', '0007_counted'),
        ('records', '0003_inbox'),
    ]

    operations = [
        migrations.CreateModel(
            name='Programme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('mentor', models.CharField(max_length=80)),
                ('started_on', models.DateField()),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('aim', models.CharField(max_length=200)),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
            ],
            options={
                'ordering': ('-started_on',),
            },
        ),
        migrations.CreateModel(
            name='Assessment',
            fields=[
                ('id', models.UUIDField(default=rantai.records.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('occurred_at', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
                ('recorded_late', models.BooleanField(default=False)),
                ('replaced_because', models.CharField(blank=True, max_length=200)),
                ('pillar', models.CharField(choices=[('structure', 'Foundation of the industrial structure'), ('people', 'People with an industrial character'), ('quality', 'Quality control')], max_length=9)),
                ('assessed_on', models.DateField()),
                ('score', models.PositiveSmallIntegerField(help_text='0 to 100.')),
                ('finding', models.CharField(max_length=300)),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('replaces', rantai.records.models.owned.OwnedKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='mentoring.assessment', unique=True)),
                ('workshop', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='members.workshop')),
                ('programme', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='mentoring.programme')),
            ],
            options={
                'indexes': [models.Index(fields=['cooperative', 'workshop', 'pillar', 'assessed_on'], name='assessment_by_workshop')],
                'constraints': [models.CheckConstraint(condition=models.Q(('score__lte', 100)), name='score_of_a_hundred')],
            },
        ),
        migrations.CreateModel(
            name='Enrolment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('joined_on', models.DateField()),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('workshop', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to='members.workshop')),
                ('programme', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to='mentoring.programme')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'programme', 'workshop'), name='enrolment_once')],
            },
        ),
        migrations.CreateModel(
            name='Stage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=60)),
                ('name_en', models.CharField(max_length=60)),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('programme', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='stages', to='mentoring.programme')),
            ],
            options={
                'ordering': ('number',),
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'programme', 'number'), name='stage_number_once')],
            },
        ),
        migrations.CreateModel(
            name='StageCriterion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('gate', models.CharField(choices=[('entry', 'To enter'), ('exit', 'To leave')], max_length=5)),
                ('proof', models.CharField(choices=[('word', 'The mentor has seen it'), ('score', 'The last score of a pillar')], max_length=5)),
                ('text', models.CharField(max_length=160)),
                ('text_en', models.CharField(blank=True, max_length=160)),
                ('pillar', models.CharField(blank=True, choices=[('structure', 'Foundation of the industrial structure'), ('people', 'People with an industrial character'), ('quality', 'Quality control')], max_length=9)),
                ('at_least', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(100)])),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(blank=True, null=True)),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('stage', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='criteria', to='mentoring.stage')),
            ],
            options={
                'ordering': ('stage__number', 'gate', 'pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(('proof', 'word'), models.Q(('at_least__isnull', False), models.Q(('pillar', ''), _negated=True)), _connector='OR'), name='criterion_score_has_pillar_and_least')],
            },
        ),
        migrations.CreateModel(
            name='StagePassage',
            fields=[
                ('id', models.UUIDField(default=rantai.records.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('occurred_at', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
                ('recorded_late', models.BooleanField(default=False)),
                ('replaced_because', models.CharField(blank=True, max_length=200)),
                ('entered_on', models.DateField()),
                ('met', models.JSONField(default=list)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('programme', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='passages', to='mentoring.programme')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('replaces', rantai.records.models.owned.OwnedKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='mentoring.stagepassage', unique=True)),
                ('stage', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='passages', to='mentoring.stage')),
                ('workshop', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='passages', to='members.workshop')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'programme', 'workshop', 'stage'), name='stage_entered_once')],
            },
        ),
        migrations.CreateModel(
            name='CheckSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('self', 'Yearly casting self-audit'), ('5r', '5R audit'), ('qcdsm', 'Quality, cost, delivery, safety, morale (QCDSM)'), ('skills', 'Skills')], max_length=6)),
                ('valid_from', models.DateField()),
                ('every_days', models.PositiveSmallIntegerField()),
                ('takes_workbook', models.BooleanField(default=False)),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
            ],
            options={
                'ordering': ('kind', '-valid_from'),
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'kind', 'valid_from'), name='check_sheet_edition_once')],
            },
        ),
        migrations.CreateModel(
            name='CheckItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('pillar', models.CharField(choices=[('structure', 'Foundation of the industrial structure'), ('people', 'People with an industrial character'), ('quality', 'Quality control')], max_length=9)),
                ('text', models.CharField(max_length=160)),
                ('text_en', models.CharField(max_length=160)),
                ('anchors', models.JSONField()),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('sheet', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='mentoring.checksheet')),
            ],
            options={
                'ordering': ('number',),
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'sheet', 'number'), name='check_item_number_once')],
            },
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.UUIDField(default=rantai.records.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('occurred_at', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
                ('recorded_late', models.BooleanField(default=False)),
                ('replaced_because', models.CharField(blank=True, max_length=200)),
                ('visited_on', models.DateField()),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('programme', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='mentoring.programme')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('replaces', rantai.records.models.owned.OwnedKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='mentoring.visit', unique=True)),
                ('sheet', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='mentoring.checksheet')),
                ('stage', rantai.records.models.owned.OwnedKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='mentoring.stage')),
                ('workbook', rantai.records.models.owned.OwnedKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.attachment')),
                ('workshop', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='members.workshop')),
            ],
            options={
                'indexes': [models.Index(fields=['cooperative', 'workshop', 'visited_on'], name='visit_by_workshop')],
            },
        ),
        migrations.CreateModel(
            name='Action',
            fields=[
                ('id', models.UUIDField(default=rantai.records.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('occurred_at', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
                ('recorded_late', models.BooleanField(default=False)),
                ('replaced_because', models.CharField(blank=True, max_length=200)),
                ('finding', models.CharField(max_length=300)),
                ('text', models.CharField(max_length=300)),
                ('owner', models.CharField(max_length=80)),
                ('due_on', models.DateField()),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('replaces', rantai.records.models.owned.OwnedKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='mentoring.action', unique=True)),
                ('workshop', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='members.workshop')),
                ('item', rantai.records.models.owned.OwnedKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='mentoring.checkitem')),
                ('visit', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='mentoring.visit')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ActionClosing',
            fields=[
                ('id', models.UUIDField(default=rantai.records.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('occurred_at', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
                ('recorded_late', models.BooleanField(default=False)),
                ('replaced_because', models.CharField(blank=True, max_length=200)),
                ('done_on', models.DateField()),
                ('note', models.CharField(max_length=300)),
                ('action', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='closings', to='mentoring.action', unique=True)),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('proof', rantai.records.models.owned.OwnedKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.attachment')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('replaces', rantai.records.models.owned.OwnedKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='mentoring.actionclosing', unique=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ItemScore',
            fields=[
                ('id', models.UUIDField(default=rantai.records.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('occurred_at', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
                ('recorded_late', models.BooleanField(default=False)),
                ('replaced_because', models.CharField(blank=True, max_length=200)),
                ('score', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('before', rantai.records.models.owned.OwnedKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.attachment')),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('item', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='scores', to='mentoring.checkitem')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('replaces', rantai.records.models.owned.OwnedKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='mentoring.itemscore', unique=True)),
                ('visit', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='scores', to='mentoring.visit')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('replaces__isnull', True)), fields=('cooperative', 'visit', 'item'), name='item_scored_once')],
            },
        ),
        migrations.CreateModel(
            name='ReadinessRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('decision', models.CharField(max_length=120)),
                ('months', models.PositiveSmallIntegerField()),
                ('a_from', models.PositiveSmallIntegerField()),
                ('b_from', models.PositiveSmallIntegerField()),
                ('c_from', models.PositiveSmallIntegerField()),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
            ],
            options={
                'ordering': ('-valid_from',),
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'valid_from'), name='readiness_rule_day_once'), models.CheckConstraint(condition=models.Q(('a_from__lte', 100), ('b_from__lt', models.F('a_from')), ('c_from__gt', 0), ('c_from__lt', models.F('b_from'))), name='readiness_falls_from_a_to_c')],
            },
        ),
        migrations.CreateModel(
            name='ReadinessMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField()),
                ('pillar', models.CharField(choices=[('structure', 'Foundation of the industrial structure'), ('people', 'People with an industrial character'), ('quality', 'Quality control')], max_length=9)),
                ('points', models.PositiveSmallIntegerField()),
                ('letter', models.CharField(max_length=1)),
                ('signs', models.JSONField()),
                ('counted_at', models.DateTimeField()),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('workshop', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='readiness_marks', to='members.workshop')),
                ('rule', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='marks', to='mentoring.readinessrule')),
            ],
            options={
                'indexes': [models.Index(fields=['cooperative', 'month'], name='readiness_by_month')],
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'workshop', 'month', 'pillar'), name='readiness_mark_once')],
            },
        ),
        migrations.CreateModel(
            name='ReadinessWeight',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pillar', models.CharField(choices=[('structure', 'Foundation of the industrial structure'), ('people', 'People with an industrial character'), ('quality', 'Quality control')], max_length=9)),
                ('sign', models.CharField(choices=[('on_time', 'Work orders on time in full (%)'), ('records', 'Records told on time (%)'), ('actions', 'Agreed actions closed by their day (%)'), ('skills', 'Skills that two or more have (%)'), ('seen', 'Workers whose skills were looked at (%)'), ('ppm', 'Rejects by customers (PPM)'), ('ppk', 'Lowest Ppk that the readings prove'), ('gauges', 'Gauges in calibration (%)'), ('approved', 'Part revisions approved'), ('score', "The mentor's last score")], max_length=8)),
                ('weight', models.PositiveSmallIntegerField()),
                ('full_at', models.DecimalField(decimal_places=2, max_digits=10)),
                ('none_at', models.DecimalField(decimal_places=2, max_digits=10)),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('rule', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.CASCADE, related_name='weights', to='mentoring.readinessrule')),
            ],
            options={
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'rule', 'pillar', 'sign'), name='readiness_sign_once'), models.CheckConstraint(condition=models.Q(('full_at', models.F('none_at')), _negated=True), name='readiness_ends_differ')],
            },
        ),
        migrations.CreateModel(
            name='Aim',
            fields=[
                ('id', models.UUIDField(default=rantai.records.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('occurred_at', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
                ('recorded_late', models.BooleanField(default=False)),
                ('replaced_because', models.CharField(blank=True, max_length=200)),
                ('measure', models.CharField(choices=[('rejects', 'Rejects by customers'), ('scrap', 'Scrap before delivery'), ('late', 'Late work orders'), ('ppk', 'Lowest Ppk of the month'), ('energy', 'Energy (kWh a tonne)')], max_length=7)),
                ('action', rantai.records.models.owned.OwnedKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='aims', to='mentoring.action')),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('replaces', rantai.records.models.owned.OwnedKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='mentoring.aim', unique=True)),
                ('training', rantai.records.models.owned.OwnedKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='aims', to='members.training')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('action__isnull', False), ('training__isnull', True)), models.Q(('action__isnull', True), ('training__isnull', False)), _connector='OR'), name='aim_of_one_thing'), models.UniqueConstraint(condition=models.Q(('replaces__isnull', True)), fields=('cooperative', 'action'), name='action_aims_once'), models.UniqueConstraint(condition=models.Q(('replaces__isnull', True)), fields=('cooperative', 'training'), name='training_aims_once')],
            },
        ),
        migrations.CreateModel(
            name='Spread',
            fields=[
                ('id', models.UUIDField(default=rantai.records.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('occurred_at', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
                ('recorded_late', models.BooleanField(default=False)),
                ('replaced_because', models.CharField(blank=True, max_length=200)),
                ('text', models.CharField(max_length=300)),
                ('aim', rantai.records.models.owned.OwnedKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='spreads', to='mentoring.aim')),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('eightd', rantai.records.models.owned.OwnedKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='spreads', to='quality.eightd')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('replaces', rantai.records.models.owned.OwnedKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='mentoring.spread', unique=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('aim__isnull', False), ('eightd__isnull', True)), models.Q(('aim__isnull', True), ('eightd__isnull', False)), _connector='OR'), name='spread_of_one_fix'), models.UniqueConstraint(fields=('cooperative', 'aim'), name='aim_spread_once'), models.UniqueConstraint(fields=('cooperative', 'eightd'), name='eightd_spread_once')],
            },
        ),
        migrations.CreateModel(
            name='Offer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shared', models.CharField(choices=[('part', 'makes the same part'), ('defect', 'has had the same defect'), ('process', 'has the same point of the check sheet open')], max_length=7)),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('workshop', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='offers', to='members.workshop')),
                ('spread', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='offers', to='mentoring.spread')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'workshop', 'spread'), name='offered_once')],
            },
        ),
        migrations.CreateModel(
            name='OfferDone',
            fields=[
                ('id', models.UUIDField(default=rantai.records.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('occurred_at', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
                ('recorded_late', models.BooleanField(default=False)),
                ('replaced_because', models.CharField(blank=True, max_length=200)),
                ('done_on', models.DateField()),
                ('note', models.CharField(max_length=300)),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('offer', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='finishes', to='mentoring.offer', unique=True)),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('replaces', rantai.records.models.owned.OwnedKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='mentoring.offerdone', unique=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='OfferAnswer',
            fields=[
                ('id', models.UUIDField(default=rantai.records.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('occurred_at', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
                ('recorded_late', models.BooleanField(default=False)),
                ('replaced_because', models.CharField(blank=True, max_length=200)),
                ('accepts', models.BooleanField()),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('due_on', models.DateField(blank=True, null=True)),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('offer', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='mentoring.offer', unique=True)),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('replaces', rantai.records.models.owned.OwnedKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='mentoring.offeranswer', unique=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('accepts', True), ('due_on__isnull', False)), models.Q(('accepts', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='accepted_by_a_day_or_declined_with_reason')],
            },
        ),
    ]
