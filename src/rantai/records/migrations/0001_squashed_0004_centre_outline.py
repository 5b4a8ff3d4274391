import django.contrib.auth.models
import django.contrib.auth.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import django.utils.timezone
import rantai.records.models.attachment
import rantai.records.models.owned
from django.conf import settings
from django.db import migrations, models

from rantai.records.beginning import Beginning


class Migration(Beginning):

    replaces = [
        ('records', '0001_initial'),
        ('records', '0002_attachments'),
        ('records', '0003_inbox'),
        ('records', '0004_centre_outline'),
    ]

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='Centre',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12, unique=True)),
                ('name', models.CharField(max_length=60)),
                ('province', models.CharField(max_length=60)),
                ('latitude', models.DecimalField(decimal_places=5, max_digits=8)),
                ('longitude', models.DecimalField(decimal_places=5, max_digits=8)),
                ('outline', models.JSONField(blank=True, default=list)),
            ],
            options={
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='Cooperative',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12, unique=True)),
                ('name', models.CharField(max_length=80)),
                ('short_name', models.CharField(max_length=20)),
                ('address', models.CharField(blank=True, max_length=200)),
                ('is_example', models.BooleanField(default=False)),
                ('centre', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cooperatives', to='records.centre')),
            ],
            options={
                'ordering': ('code',),
            },
        ),
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('name', models.CharField(max_length=80)),
                ('role', models.CharField(choices=[('operator', 'Workshop operator'), ('owner', 'Workshop owner'), ('lab', 'Lab technician'), ('planner', 'Planner'), ('treasurer', 'Treasurer'), ('customer', "Customer's quality engineer"), ('mentor', 'Mentor'), ('ministry', 'Ministry officer')], max_length=12)),
                ('is_example', models.BooleanField(default=False)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                ('cooperative', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='accounts', to='records.cooperative')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('cooperative__isnull', False), ('role', 'ministry'), _connector='OR'), name='account_belongs_or_is_ministry')],
            },
            managers=[
                ('objects', django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name='Sequence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('prefix', models.CharField(max_length=20)),
                ('last', models.PositiveIntegerField(default=0)),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'prefix'), name='sequence_prefix_once')],
            },
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveBigIntegerField()),
                ('at', models.DateTimeField()),
                ('actor_name', models.CharField(max_length=80)),
                ('key', models.CharField(max_length=60)),
                ('subject_type', models.CharField(max_length=60)),
                ('subject_id', models.CharField(max_length=40)),
                ('details', models.JSONField(default=dict)),
                ('previous_hash', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64)),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('cooperative', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
            ],
            options={
                'indexes': [models.Index(fields=['cooperative', 'subject_type', 'subject_id'], name='audit_by_subject')],
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'number'), name='audit_number_once'), models.UniqueConstraint(condition=models.Q(('cooperative__isnull', True)), fields=('number',), name='audit_number_once_without_owner')],
            },
        ),
        migrations.CreateModel(
            name='AuditChain',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('last_number', models.PositiveBigIntegerField(default=0)),
                ('last_hash', models.CharField(default='', max_length=64)),
                ('cooperative', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
            ],
            options={
                'constraints': [models.UniqueConstraint(django.db.models.functions.comparison.Coalesce('cooperative', 0), name='audit_chain_once')],
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64)),
                ('media_type', models.CharField(max_length=80)),
                ('size_bytes', models.PositiveIntegerField()),
                ('name', models.CharField(max_length=120)),
                ('file', models.FileField(max_length=160, upload_to=rantai.records.models.attachment.own_place)),
                ('kept_at', models.DateTimeField()),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'sha256'), name='attachment_once')],
            },
        ),
        migrations.CreateModel(
            name='Device',
            fields=[
                ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60)),
                ('secret_hash', models.CharField(max_length=64)),
                ('registered_at', models.DateTimeField()),
                ('last_contact_at', models.DateTimeField(blank=True, null=True)),
                ('skew_ms', models.BigIntegerField(default=0)),
                ('signed_out_at', models.DateTimeField(blank=True, null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='devices', to=settings.AUTH_USER_MODEL)),
                ('cooperative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='devices', to='records.cooperative')),
                ('signed_out_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='ToldFact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fact', models.UUIDField(editable=False)),
                ('kind', models.CharField(max_length=30)),
                ('device_time', models.DateTimeField()),
                ('skew_ms', models.BigIntegerField()),
                ('occurred_at', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
                ('needs', models.JSONField(default=list)),
                ('data', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('applied', 'Recorded'), ('conflict', 'In conflict'), ('refused', 'Refused'), ('set_aside', 'Set aside')], default='waiting', max_length=9)),
                ('made', models.CharField(blank=True, max_length=60)),
                ('sentence', models.CharField(blank=True, max_length=500)),
                ('remedy', models.CharField(blank=True, max_length=500)),
                ('changed_at', models.DateTimeField()),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('courier', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.device')),
                ('device', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='facts', to='records.device')),
                ('told_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('pk',),
                'indexes': [models.Index(fields=['cooperative', 'state', 'id'], name='told_by_state'), models.Index(fields=['cooperative', 'device', 'changed_at'], name='told_by_device')],
                'constraints': [models.UniqueConstraint(fields=('cooperative', 'fact'), name='told_fact_once')],
            },
        ),
        migrations.CreateModel(
            name='Conflict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_recorded', models.BooleanField()),
                ('sentence', models.CharField(max_length=500)),
                ('opened_at', models.DateTimeField()),
                ('resolved_at', models.DateTimeField(blank=True, null=True)),
                ('because', models.CharField(blank=True, max_length=200)),
                ('cooperative', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cooperative')),
                ('resolved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('told', rantai.records.models.owned.OwnedKey(on_delete=django.db.models.deletion.PROTECT, related_name='conflicts', to='records.toldfact', unique=True)),
            ],
            options={
                'ordering': ('opened_at',),
                'indexes': [models.Index(fields=['cooperative', 'resolved_at'], name='conflict_open')],
            },
        ),
    ]
