import django.core.serializers.json
import django.db.models.deletion
import rantai.records.identifiers
import rantai.records.models.owned
from django.conf import settings
from django.db import migrations, models

from rantai.records.beginning import Beginning


class Migration(Beginning):

    replaces = [
        ('plans', '0001_initial'),
        ('plans', '0002_initial'),
        ('plans', '0003_tallies'),
        ('plans', '0004_furnace_plans'),
        ('plans', '0005_received_tallies'),
        ('plans', '0006_sharing_by_record'),
    ]

    dependencies = [
        ('machines', '0005_maintenance'),
        ('members', '0005_skills'),
        ('parts', '0005_counted'),
        ('records', '0003_inbox'),
    ]

    operations = [
        migrations.CreateModel(
            name='SharingRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('rule', models.CharField(choices=[('equal', 'Equal share'), ('capacity', 'By audited capacity'), ('rotation', 'Rotation (giliran)'), ('sources', 'First and second source'), ('record', 'By capacity, more for a good record')], max_length=8)),
                ('decision', models.CharField(max_length=120)),
                ('cap_pieces', models.PositiveIntegerField(blank=True, null=True)),
                ('lot_pieces', models.PositiveIntegerField(blank=True, null=True)),
                ('first_source_pct', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('part', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='sharing_rules', to='parts.part')),
                ('accepted_min_pct', models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                ('record_months', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('record_part_pct', models.PositiveSmallIntegerField(blank=True, null=True)),
            ],
            options={
                'ordering': ('-valid_from',),
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'part', 'valid_from'), name='sharing_rule_day_once'), models.CheckConstraint(condition=models.Q(models.Q(('rule', 'sources'), _negated=True), models.Q(('first_source_pct__gte', 50), ('first_source_pct__lte', 100)), _connector='OR'), name='first_source_has_the_larger_part'), models.CheckConstraint(condition=models.Q(models.Q(('rule', 'rotation'), _negated=True), ('lot_pieces__gte', 1), _connector='OR'), name='rotation_has_a_lot'), models.CheckConstraint(condition=models.Q(models.Q(('rule', 'record'), _negated=True), models.Q(('accepted_min_pct__gt', 0), ('accepted_min_pct__lte', 100), ('record_months__gte', 1), ('record_months__lte', 36), ('record_part_pct__gte', 1), ('record_part_pct__lte', 50)), _connector='OR'), name='record_has_part_least_and_months')],
            },
        ),
        migrations.CreateModel(
            name='Allocation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField()),
                ('version', models.PositiveSmallIntegerField()),
                ('quantity', models.PositiveIntegerField()),
                ('unplaced', models.PositiveIntegerField(default=0)),
                ('method_version', models.CharField(max_length=20)),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published'), ('discarded', 'Discarded')], default='draft', max_length=9)),
                ('made_at', models.DateTimeField()),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('refused', models.JSONField(default=list)),
                ('reasons', models.JSONField(default=list, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('revision', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='allocations', to='parts.partrevision')),
                ('rule', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='allocations', to='plans.sharingrule')),
            ],
            options={
                'ordering': ('-month', '-version'),
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'revision', 'month', 'version'), name='allocation_version_once'), models.UniqueConstraint(condition=models.Q(('status', 'draft')), fields=('cooperative', 'revision', 'month'), name='one_draft_a_month')],
            },
        ),
        migrations.CreateModel(
            name='Share',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.PositiveIntegerField()),
                ('entitled', models.DecimalField(decimal_places=4, max_digits=14)),
                ('balance_before', models.DecimalField(decimal_places=4, max_digits=14)),
                ('balance_after', models.DecimalField(decimal_places=4, max_digits=14)),
                ('steps', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('allocation', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='shares', to='plans.allocation')),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('workshop', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='shares', to='members.workshop')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'allocation', 'workshop'), name='share_once')],
            },
        ),
        migrations.CreateModel(
            name='FairnessEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('change', models.DecimalField(decimal_places=4, max_digits=14)),
                ('at', models.DateTimeField()),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('part', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='fairness_entries', to='parts.part')),
                ('workshop', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='fairness_entries', to='members.workshop')),
                ('share', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='fairness_entry', to='plans.share')),
            ],
            options={
                'indexes': [models.Index(fields=['cooperative', 'part', 'workshop'], name='fairness_by_workshop')],
            },
        ),
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveSmallIntegerField(choices=[(0, 'No longer a source'), (1, 'First source'), (2, 'Second source')])),
                ('valid_from', models.DateField()),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('part', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='sources', to='parts.part')),
                ('workshop', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='sources', to='members.workshop')),
            ],
            options={
                'ordering': ('-valid_from',),
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'part', 'workshop', 'valid_from'), name='source_day_once')],
            },
        ),
        migrations.CreateModel(
            name='WorkOrder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40)),
                ('month', models.DateField()),
                ('quantity', models.PositiveIntegerField()),
                ('due_on', models.DateField()),
                ('status', models.CharField(choices=[('issued', 'Waiting for the owner'), ('accepted', 'Accepted'), ('declined', 'Declined')], default='issued', max_length=8)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('revision', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='work_orders', to='parts.partrevision')),
                ('share', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='work_orders', to='plans.share')),
                ('workshop', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='work_orders', to='members.workshop')),
                ('given_up', models.PositiveIntegerField(default=0)),
                ('made', models.IntegerField(default=0)),
            ],
            options={
                'ordering': ('due_on', 'code'),
                'indexes': [models.Index(fields=['cooperative', 'revision', 'month'], name='work_order_by_month'), models.Index(fields=['cooperative', 'workshop'], name='work_order_by_workshop')],
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'code'), name='work_order_code_once')],
            },
        ),
        migrations.CreateModel(
            name='Shortfall',
            fields=[
                ('id', models.UUIDField(default=rantai.records.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('occurred_at', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
                ('recorded_late', models.BooleanField(default=False)),
                ('replaced_because', models.CharField(blank=True, max_length=200)),
                ('quantity', models.PositiveIntegerField()),
                ('cause', models.CharField(max_length=200)),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('replaces', rantai.records.models.owned.OwnedKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='plans.shortfall', unique=True)),
                ('work_order', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='shortfalls', to='plans.workorder')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PlanVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('what_if', 'What if'), ('published', 'Published'), ('replaced', 'Replaced'), ('discarded', 'Discarded')], default='draft', max_length=9)),
                ('reason', models.CharField(max_length=200)),
                ('first_day', models.DateField()),
                ('problem', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('facts', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('cost', models.FloatField()),
                ('bound', models.FloatField(default=0)),
                ('seed', models.PositiveIntegerField(default=1)),
                ('method_version', models.CharField(max_length=20)),
                ('changes', models.PositiveIntegerField(default=0)),
                ('seconds', models.FloatField(default=0)),
                ('made_at', models.DateTimeField()),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('based_on', rantai.records.models.owned.OwnedKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followers', to='plans.planversion')),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-number',),
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'number'), name='plan_number_once'), models.UniqueConstraint(condition=models.Q(('status', 'published')), fields=('cooperative',), name='one_published_plan')],
            },
        ),
        migrations.CreateModel(
            name='PlanSearch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seconds', models.PositiveIntegerField()),
                ('status', models.CharField(choices=[('waiting', 'Waiting'), ('running', 'In progress'), ('done', 'Done'), ('stopped', 'Stopped, best so far kept'), ('failed', 'Failed')], default='waiting', max_length=8)),
                ('asked_at', models.DateTimeField()),
                ('heard_at', models.DateTimeField()),
                ('stop_asked', models.BooleanField(default=False)),
                ('first_cost', models.FloatField()),
                ('cost', models.FloatField()),
                ('bound', models.FloatField(default=0)),
                ('spent_s', models.FloatField(default=0)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('version', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.CASCADE, related_name='searches', to='plans.planversion')),
            ],
            options={
                'ordering': ('-asked_at',),
                'indexes': [models.Index(fields=['cooperative', 'version'], name='search_by_version')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('status__in', ('waiting', 'running'))), fields=('cooperative', 'version'), name='one_search_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='PlanNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('changes', models.JSONField(default=list)),
                ('reason', models.CharField(max_length=200)),
                ('told_at', models.DateTimeField()),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('workshop', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='plan_notices', to='members.workshop')),
                ('version', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='plans.planversion')),
            ],
            options={
                'ordering': ('-told_at',),
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'version', 'workshop'), name='plan_notice_once')],
            },
        ),
        migrations.CreateModel(
            name='ScheduledHeat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('position', models.PositiveSmallIntegerField()),
                ('pieces', models.JSONField(default=dict)),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('furnace', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='scheduled_heats', to='machines.machine')),
                ('grade', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='scheduled_heats', to='parts.grade')),
                ('version', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.CASCADE, related_name='heats', to='plans.planversion')),
                ('workshop', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='scheduled_heats', to='members.workshop')),
            ],
            options={
                'ordering': ('day', 'furnace', 'position'),
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'version', 'furnace', 'day', 'position'), name='one_heat_at_a_position')],
            },
        ),
        migrations.CreateModel(
            name='FurnaceStop',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_day', models.DateField()),
                ('last_day', models.DateField()),
                ('cause', models.CharField(choices=[('breakdown', 'Furnace down'), ('power', 'Power cut'), ('member', 'Workshop drops out'), ('off_grade', 'Heat off-grade')], max_length=9)),
                ('told_at', models.DateTimeField()),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('furnace', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='stops', to='machines.machine')),
                ('told_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['cooperative', 'furnace', 'last_day'], name='stop_by_furnace')],
                'constraints': [models.CheckConstraint(condition=models.Q(('first_day__lte', models.F('last_day'))), name='stop_ends_later')],
            },
        ),
        migrations.CreateModel(
            name='PlanningTerms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('heats_per_day', models.PositiveSmallIntegerField(default=3)),
                ('yield_pct', models.PositiveSmallIntegerField(default=70)),
                ('lead_days', models.PositiveSmallIntegerField(default=2)),
                ('change_rupiah', models.PositiveIntegerField()),
                ('late_rupiah', models.PositiveIntegerField()),
                ('early_rupiah', models.PositiveIntegerField()),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
            ],
            options={
                'ordering': ('-valid_from',),
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'valid_from'), name='planning_terms_day_once')],
            },
        ),
        migrations.CreateModel(
            name='ReceivedTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField()),
                ('accepted', models.PositiveIntegerField(default=0)),
                ('rejected', models.PositiveIntegerField(default=0)),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('part', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='received_tallies', to='parts.part')),
                ('workshop', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='received_tallies', to='members.workshop')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'month', 'workshop', 'part'), name='received_tally_once')],
            },
        ),
    ]
