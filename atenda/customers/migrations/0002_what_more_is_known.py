"""What more is known of a customer: type of number, language, time zone, notes, tags; and the town of lists."""

import atenda.organizations.constraints
import atenda.organizations.tenancy
import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0001_initial'),
        ('organizations', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Tag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, verbose_name='tag')),
                ('key', models.CharField(db_collation='C', editable=False, max_length=40)),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, default=atenda.organizations.tenancy.current_organization_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
            ],
            options={
                'base_manager_name': 'objects',
            },
        ),
        migrations.AddField(
            model_name='account',
            name='language',
            field=models.CharField(blank=True, default='', help_text='The language we write to them in.', max_length=2, verbose_name='language'),
        ),
        migrations.AddField(
            model_name='account',
            name='notes',
            field=models.TextField(blank=True, default='', verbose_name='notes'),
        ),
        migrations.AddField(
            model_name='account',
            name='tag_ids',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, editable=False, size=None),
        ),
        migrations.AddField(
            model_name='account',
            name='tax_kept',
            field=models.BooleanField(default=False, verbose_name='kept as it stands'),
        ),
        migrations.AddField(
            model_name='account',
            name='tax_kind',
            field=models.CharField(blank=True, choices=[('nif', 'NIF'), ('nie', 'NIE'), ('cif', 'CIF'), ('rfc', 'RFC'), ('nit', 'NIT'), ('vat', 'VAT number of the European Union'), ('passport', 'Passport'), ('other', 'Another document')], default='', max_length=8, verbose_name='type of number'),
        ),
        migrations.AddField(
            model_name='account',
            name='time_zone',
            field=models.CharField(blank=True, default='', max_length=64, verbose_name='time zone'),
        ),
        migrations.AddField(
            model_name='account',
            name='town',
            field=models.CharField(blank=True, db_collation='C', default='', editable=False, max_length=100),
        ),
        migrations.AddField(
            model_name='contact',
            name='notes',
            field=models.TextField(blank=True, default='', verbose_name='notes'),
        ),
        migrations.AddField(
            model_name='contact',
            name='tag_ids',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, editable=False, size=None),
        ),
        migrations.AddField(
            model_name='contact',
            name='tax_kept',
            field=models.BooleanField(default=False, verbose_name='kept as it stands'),
        ),
        migrations.AddField(
            model_name='contact',
            name='tax_kind',
            field=models.CharField(blank=True, choices=[('nif', 'NIF'), ('nie', 'NIE'), ('cif', 'CIF'), ('rfc', 'RFC'), ('nit', 'NIT'), ('vat', 'VAT number of the European Union'), ('passport', 'Passport'), ('other', 'Another document')], default='', max_length=8, verbose_name='type of number'),
        ),
        migrations.AddField(
            model_name='contact',
            name='time_zone',
            field=models.CharField(blank=True, default='', max_length=64, verbose_name='time zone'),
        ),
        migrations.AddField(
            model_name='contact',
            name='town',
            field=models.CharField(blank=True, db_collation='C', default='', editable=False, max_length=100),
        ),
        migrations.AlterField(
            model_name='contact',
            name='language',
            field=models.CharField(blank=True, default='', help_text='The language we write to them in.', max_length=2, verbose_name='language'),
        ),
        migrations.AddConstraint(
            model_name='tag',
            constraint=atenda.organizations.constraints.OrgPK(columns=('id',), name='customers_tag_key_begins_with_organization'),
        ),
        migrations.AddConstraint(
            model_name='tag',
            constraint=models.UniqueConstraint(fields=('organization', 'key'), name='customertag_once'),
        ),
    ]
