import django.db.models.deletion
import rantai.records.models.owned
from django.conf import settings
from django.db import migrations, models

from rantai.records.beginning import Beginning


class Migration(Beginning):

    dependencies = [
        ('records', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Node',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=16)),
                ('code', models.CharField(max_length=40)),
                ('open_holds', models.PositiveSmallIntegerField(default=0)),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
            ],
            options={
                'indexes': [models.Index(fields=['cooperative', 'kind'], name='node_by_kind')],
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'code'), name='node_code_once')],
            },
        ),
        migrations.CreateModel(
            name='Link',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.PositiveIntegerField(default=0)),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('child', rantai.records.models.owned.OwnedKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='back_links', to='traceability.node')),
                ('parent', rantai.records.models.owned.OwnedKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='onward_links', to='traceability.node')),
            ],
            options={
                'indexes': [models.Index(fields=['cooperative', 'child', 'parent'], name='link_backwards')],
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'parent', 'child'), name='link_once'), models.CheckConstraint(condition=models.Q(('parent', models.F('child')), _negated=True), name='link_not_to_itself')],
            },
        ),
        migrations.CreateModel(
            name='Hold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=200)),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('root', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='traceability.node')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='HeldNode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('hold', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='held_nodes', to='traceability.hold')),
                ('node', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='held_by', to='traceability.node')),
            ],
            options={
                'indexes': [models.Index(fields=['cooperative', 'node'], name='held_by_node')],
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'hold', 'node'), name='held_once')],
            },
        ),
    ]
