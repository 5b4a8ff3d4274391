import django.db.models.deletion
import rantai.records.models.owned
import uuid
from django.conf import settings
from django.db import migrations, models

from rantai.records.beginning import Beginning


class Migration(Beginning):

    replaces = [
        ('orders', '0001_initial'),
        ('orders', '0002_initial'),
        ('orders', '0003_customer_links'),
    ]

    dependencies = [
        ('parts', '0001_initial'),
        ('records', '0003_inbox'),
    ]

    operations = [
        migrations.CreateModel(
            name='Customer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=35)),
                ('name', models.CharField(max_length=80)),
                ('tier', models.CharField(blank=True, max_length=20)),
                ('address', models.CharField(blank=True, max_length=200)),
                ('supplier_code', models.CharField(blank=True, help_text="Our number in the customer's books.", max_length=20)),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
            ],
            options={
                'ordering': ('code',),
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'code'), name='customer_code_once')],
            },
        ),
        migrations.CreateModel(
            name='CustomerContact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='customer_contact', to=settings.AUTH_USER_MODEL)),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('customer', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='contacts', to='orders.customer')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='DeliverySchedule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('release_number', models.CharField(max_length=70)),
                ('issued_at', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
                ('file_name', models.CharField(max_length=200)),
                ('file_sha256', models.CharField(max_length=64)),
                ('file', models.FileField(upload_to='schedules/%Y/%m/')),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('customer', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='schedules', to='orders.customer')),
                ('received_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('supersedes', rantai.records.models.owned.OwnedKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='orders.deliveryschedule', unique=True)),
            ],
            options={
                'ordering': ('-issued_at', '-pk'),
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'customer', 'release_number'), name='release_number_once'), models.UniqueConstraint(fields=('cooperative', 'customer', 'file_sha256'), name='release_file_once')],
            },
        ),
        migrations.CreateModel(
            name='ScheduleLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ship_to', models.CharField(max_length=70)),
                ('order_number', models.CharField(blank=True, max_length=70)),
                ('cumulative_received', models.PositiveIntegerField(blank=True, null=True)),
                ('cumulative_from', models.DateField(blank=True, null=True)),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('revision', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='schedule_lines', to='parts.partrevision')),
                ('schedule', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='orders.deliveryschedule')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'schedule', 'revision', 'ship_to', 'order_number'), name='schedule_line_once')],
            },
        ),
        migrations.CreateModel(
            name='CallOff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('firm', 'Firm'), ('forecast', 'Forecast'), ('backlog', 'Backlog')], max_length=8)),
                ('frequency', models.CharField(default='D', max_length=1)),
                ('due_on', models.DateField()),
                ('plan_month', models.DateField(help_text='First day of the month it is to be made for: never before the release.')),
                ('quantity', models.PositiveIntegerField()),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('line', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='call_offs', to='orders.scheduleline')),
            ],
            options={
                'ordering': ('due_on', 'pk'),
                'indexes': [models.Index(fields=['cooperative', 'plan_month'], name='call_off_by_month')],
            },
        ),
        migrations.CreateModel(
            name='CustomerLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('given_to', models.CharField(max_length=80)),
                ('made_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('account', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='customer_link', to=settings.AUTH_USER_MODEL)),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('customer', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='orders.customer')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-made_at',),
                'constraints': [models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('made_at'))), name='link_lasts_a_while')],
            },
        ),
        migrations.CreateModel(
            name='CustomerLinkUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('path', models.CharField(max_length=200)),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('link', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='orders.customerlink')),
            ],
            options={
                'ordering': ('-at', '-pk'),
                'indexes': [models.Index(fields=['cooperative', 'link', '-at'], name='link_use_by_time')],
            },
        ),
    ]
