"""Rules of mails, and what rules read of a mail kept with it."""

import atenda.organizations.constraints
import atenda.organizations.tenancy
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('intake', '0002_supervisors_sort_mails'),
        ('mailboxes', '0001_initial'),
        ('organizations', '0002_chained_as'),
    ]

    operations = [
        migrations.CreateModel(
            name='Rule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('position', models.PositiveIntegerField(default=0)),
                ('match_all', models.BooleanField(default=True)),
                ('conditions', models.JSONField(default=list)),
                ('gives', models.JSONField(default=dict)),
                ('ends', models.CharField(blank=True, choices=[('', 'It goes on to the next rule'), ('hold', 'Hold it until somebody decides'), ('ignore', 'Ignore it: it is kept, and nothing becomes of it')], max_length=6)),
                ('overwrites', models.BooleanField(default=False)),
                ('is_on', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(null=True)),
                ('mailbox', atenda.organizations.tenancy.OrgFK(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='mailboxes.mailbox')),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, default=atenda.organizations.tenancy.current_organization_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
            ],
            options={
                'base_manager_name': 'objects',
                'indexes': [models.Index(fields=['organization', 'position'], name='rule_in_order')],
                'constraints': [atenda.organizations.constraints.OrgPK(columns=('id',), name='intake_rule_key_begins_with_organization'), atenda.organizations.constraints.OrgFKConstraint(field='mailbox', name='intake_rule_mailbox_same_organization')],
            },
        ),
        migrations.AddField(model_name='rawmail', name='said', field=models.JSONField(default=dict)),
        migrations.AddIndex(
            model_name='rawmail',
            index=models.Index(fields=['organization', 'mailbox', '-id'], name='rawmail_by_mailbox'),
        ),
    ]
