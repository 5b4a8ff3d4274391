import django.db.models.deletion
import django.db.models.expressions
import rantai.records.identifiers
import rantai.records.models.owned
from django.conf import settings
from django.db import migrations, models

from rantai.records.beginning import Beginning


class Migration(Beginning):

    dependencies = [
        ('delivery', '0001_initial'),
        ('members', '0001_initial'),
        ('orders', '0001_initial'),
        ('parts', '0001_initial'),
        ('records', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CustomerPrice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('rupiah', models.PositiveBigIntegerField()),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('customer', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='prices', to='orders.customer')),
                ('part', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='customer_prices', to='parts.part')),
            ],
            options={
                'ordering': ('-valid_from',),
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'customer', 'part', 'valid_from'), name='customer_price_day_once')],
            },
        ),
        migrations.CreateModel(
            name='DeductionRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('advance', 'Material advance'), ('machine', 'Machine fee'), ('reject', 'Rejected pieces'), ('levy', 'Levy'), ('savings', 'Savings')], max_length=8)),
                ('valid_from', models.DateField()),
                ('percent', models.DecimalField(blank=True, decimal_places=3, max_digits=6, null=True)),
                ('rupiah', models.PositiveBigIntegerField(blank=True, null=True)),
                ('decision', models.CharField(max_length=120)),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
            ],
            options={
                'ordering': ('-valid_from',),
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'kind', 'valid_from'), name='deduction_rule_day_once'), models.CheckConstraint(condition=models.Q(('percent__isnull', True), ('rupiah__isnull', True), _connector='XOR'), name='percent_or_rupiah')],
            },
        ),
        migrations.CreateModel(
            name='MemberPrice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('rupiah', models.PositiveBigIntegerField()),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('part', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='member_prices', to='parts.part')),
                ('workshop', rantai.records.models.owned.OwnedKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='member_prices', to='members.workshop')),
            ],
            options={
                'ordering': ('-valid_from',),
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'part', 'workshop', 'valid_from'), name='member_price_day_once'), models.UniqueConstraint(condition=models.Q(('workshop__isnull', True)), fields=('cooperative', 'part', 'valid_from'), name='price_for_all_day_once')],
            },
        ),
        migrations.CreateModel(
            name='Settlement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40)),
                ('period_from', models.DateField()),
                ('period_to', models.DateField()),
                ('invoice_number', models.CharField(max_length=40)),
                ('invoice_rupiah', models.PositiveBigIntegerField()),
                ('members_rupiah', models.PositiveBigIntegerField()),
                ('margin_rupiah', models.BigIntegerField()),
                ('method_version', models.CharField(max_length=20)),
                ('closed_at', models.DateTimeField()),
                ('closed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('customer', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='settlements', to='orders.customer')),
            ],
            options={
                'ordering': ('-period_to',),
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'code'), name='settlement_code_once'), models.UniqueConstraint(fields=('cooperative', 'customer', 'period_to'), name='settlement_period_once'), models.CheckConstraint(condition=models.Q(('invoice_rupiah', django.db.models.expressions.CombinedExpression(models.F('members_rupiah'), '+', models.F('margin_rupiah')))), name='members_and_margin_make_the_invoice')],
            },
        ),
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40)),
                ('gross_rupiah', models.PositiveBigIntegerField()),
                ('deducted_rupiah', models.PositiveBigIntegerField()),
                ('net_rupiah', models.PositiveBigIntegerField()),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('settlement', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='settlement.settlement')),
                ('workshop', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='members.workshop')),
            ],
            options={
                'ordering': ('workshop__code',),
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'settlement', 'workshop'), name='statement_once'), models.CheckConstraint(condition=models.Q(('gross_rupiah', django.db.models.expressions.CombinedExpression(models.F('net_rupiah'), '+', models.F('deducted_rupiah')))), name='net_and_deducted_make_gross')],
            },
        ),
        migrations.CreateModel(
            name='SettlementLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('accepted', models.PositiveIntegerField()),
                ('member_rupiah', models.PositiveBigIntegerField()),
                ('customer_rupiah', models.PositiveBigIntegerField()),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('customer_price', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='settlement_lines', to='settlement.customerprice')),
                ('member_price', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='settlement_lines', to='settlement.memberprice')),
                ('receipt_line', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='settlement_lines', to='delivery.receiptline', unique=True)),
                ('statement', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='settlement.statement')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Deduction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('advance', 'Material advance'), ('machine', 'Machine fee'), ('reject', 'Rejected pieces'), ('levy', 'Levy'), ('savings', 'Savings')], max_length=8)),
                ('rupiah', models.PositiveBigIntegerField()),
                ('carried_rupiah', models.PositiveBigIntegerField(default=0, help_text='Could not be taken this time and is owed still.')),
                ('cause_type', models.CharField(max_length=40)),
                ('cause_id', models.CharField(max_length=40)),
                ('cause_code', models.CharField(max_length=60)),
                ('caused_on', models.DateField()),
                ('basis', models.CharField(help_text='How the amount came about.', max_length=120)),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('rule', rantai.records.models.owned.OwnedKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deductions', to='settlement.deductionrule')),
                ('statement', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='deductions', to='settlement.statement')),
            ],
            options={
                'indexes': [models.Index(fields=['cooperative', 'cause_type', 'cause_id'], name='deduction_by_cause')],
            },
        ),
        migrations.CreateModel(
            name='Advance',
            fields=[
                ('id', models.UUIDField(default=rantai.records.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('occurred_at', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
                ('recorded_late', models.BooleanField(default=False)),
                ('replaced_because', models.CharField(blank=True, max_length=200)),
                ('code', models.CharField(max_length=40)),
                ('given_on', models.DateField()),
                ('rupiah', models.PositiveBigIntegerField()),
                ('purpose', models.CharField(max_length=120)),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('replaces', rantai.records.models.owned.OwnedKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='settlement.advance', unique=True)),
                ('workshop', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='advances', to='members.workshop')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'code'), name='advance_code_once')],
            },
        ),
    ]
