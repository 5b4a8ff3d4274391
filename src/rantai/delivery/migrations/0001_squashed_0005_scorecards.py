import django.db.models.deletion
import rantai.records.identifiers
import rantai.records.models.owned
from django.conf import settings
from django.db import migrations, models

from rantai.records.beginning import Beginning


class Migration(Beginning):

    replaces = [
        ('delivery', '0001_initial'),
        ('delivery', '0002_initial'),
        ('delivery', '0003_begin_tallies'),
        ('delivery', '0004_begin_received_tallies'),
        ('delivery', '0005_scorecards'),
    ]

    dependencies = [
        ('orders', '0002_initial'),
        ('parts', '0002_initial'),
        ('plans', '0005_received_tallies'),
        ('quality', '0002_initial'),
        ('records', '0003_inbox'),
        ('shopfloor', '0005_tallies'),
        ('traceability', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReceivingBook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('closed_through', models.DateField(blank=True, null=True)),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('customer', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='receiving_books', to='orders.customer')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'customer'), name='one_receiving_book')],
            },
        ),
        migrations.CreateModel(
            name='Shipment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40)),
                ('ship_to', models.CharField(max_length=60)),
                ('order_number', models.CharField(blank=True, max_length=35)),
                ('vehicle', models.CharField(max_length=20)),
                ('driver', models.CharField(max_length=60)),
                ('shipped_at', models.DateTimeField()),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('customer', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='shipments', to='orders.customer')),
                ('node', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='shipments', to='traceability.node')),
                ('shipped_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-shipped_at',),
                'indexes': [models.Index(fields=['cooperative', 'customer', '-shipped_at'], name='shipment_by_day')],
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'code'), name='shipment_code_once')],
            },
        ),
        migrations.CreateModel(
            name='Box',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40)),
                ('status', models.CharField(choices=[('packed', 'Packed'), ('shipped', 'Shipped'), ('opened', 'Opened again')], default='packed', max_length=7)),
                ('packed_at', models.DateTimeField()),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('customer', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='boxes', to='orders.customer')),
                ('node', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='boxes', to='traceability.node')),
                ('packed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('revision', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='boxes', to='parts.partrevision')),
                ('shipment', rantai.records.models.owned.OwnedKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='boxes', to='delivery.shipment')),
            ],
            options={
                'ordering': ('code',),
                'indexes': [models.Index(fields=['cooperative', 'status'], name='box_by_status')],
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'code'), name='box_code_once'), models.CheckConstraint(condition=models.Q(models.Q(('shipment__isnull', False), ('status', 'shipped')), models.Q(models.Q(('status', 'shipped'), _negated=True), ('shipment__isnull', True)), _connector='OR'), name='shipped_box_has_a_shipment')],
            },
        ),
        migrations.CreateModel(
            name='BoxContent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.PositiveIntegerField()),
                ('box', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='contents', to='delivery.box')),
                ('casting', rantai.records.models.owned.OwnedKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='box_contents', to='shopfloor.casting')),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('lot', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='box_contents', to='shopfloor.castinglot')),
            ],
            options={
                'indexes': [models.Index(fields=['cooperative', 'lot'], name='content_by_lot')],
            },
        ),
        migrations.CreateModel(
            name='Certificate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40)),
                ('token', models.CharField(max_length=40, unique=True)),
                ('issued_at', models.DateTimeField()),
                ('data', models.JSONField()),
                ('digest', models.CharField(max_length=64)),
                ('pdf', models.FileField(upload_to='certificates/%Y/%m/')),
                ('status', models.CharField(choices=[('issued', 'Genuine'), ('superseded', 'Superseded')], default='issued', max_length=10)),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('node', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='traceability.node')),
                ('signed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('supersedes', rantai.records.models.owned.OwnedKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='delivery.certificate', unique=True)),
                ('shipment', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='delivery.shipment')),
            ],
            options={
                'ordering': ('-issued_at',),
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'code'), name='certificate_code_once'), models.UniqueConstraint(condition=models.Q(('status', 'issued')), fields=('cooperative', 'shipment'), name='one_valid_certificate')],
            },
        ),
        migrations.CreateModel(
            name='Receipt',
            fields=[
                ('id', models.UUIDField(default=rantai.records.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('occurred_at', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
                ('recorded_late', models.BooleanField(default=False)),
                ('replaced_because', models.CharField(blank=True, max_length=200)),
                ('code', models.CharField(max_length=40)),
                ('received_on', models.DateField()),
                ('customer_reference', models.CharField(blank=True, max_length=40)),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('replaces', rantai.records.models.owned.OwnedKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='delivery.receipt', unique=True)),
                ('shipment', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='delivery.shipment')),
            ],
            options={
                'indexes': [models.Index(fields=['cooperative', 'received_on'], name='receipt_by_day')],
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'code'), name='receipt_code_once')],
            },
        ),
        migrations.CreateModel(
            name='ReceiptLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('accepted', models.PositiveIntegerField()),
                ('rejected', models.PositiveIntegerField()),
                ('content', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='receipt_lines', to='delivery.boxcontent')),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('defect', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shopfloor.defect')),
                ('receipt', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='delivery.receipt')),
                ('scrap', rantai.records.models.owned.OwnedKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='receipt_lines', to='shopfloor.scrap')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'receipt', 'content'), name='receipt_line_once'), models.CheckConstraint(condition=models.Q(('rejected', 0), ('defect__isnull', False), _connector='OR'), name='reject_has_a_defect')],
            },
        ),
        migrations.CreateModel(
            name='ScorecardRule',
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
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'valid_from'), name='scorecard_rule_day_once'), models.CheckConstraint(condition=models.Q(('a_from__lte', 100), ('b_from__lt', models.F('a_from')), ('c_from__gt', 0), ('c_from__lt', models.F('b_from'))), name='grades_fall_from_a_to_c'), models.CheckConstraint(condition=models.Q(('months__gte', 1), ('months__lte', 36)), name='scorecard_looks_back')],
            },
        ),
        migrations.CreateModel(
            name='ScorecardWeight',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('measure', models.CharField(choices=[('ppm', 'Rejects by customers (PPM)'), ('on_time', 'On time in full (%)'), ('claims', 'Claims'), ('response', 'Claims answered in time (%)'), ('cost', 'Cost of scrap (Rp/kg accepted)')], max_length=8)),
                ('weight', models.PositiveSmallIntegerField()),
                ('full_at', models.DecimalField(decimal_places=2, max_digits=12)),
                ('none_at', models.DecimalField(decimal_places=2, max_digits=12)),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('rule', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.CASCADE, related_name='weights', to='delivery.scorecardrule')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'rule', 'measure'), name='scorecard_measure_once'), models.CheckConstraint(condition=models.Q(('full_at', models.F('none_at')), _negated=True), name='full_and_none_differ')],
            },
        ),
    ]
