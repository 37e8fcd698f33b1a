"""Every operation of the API and who may pass, kept by hand like the doors of people (hardening 3.37). One that is not
here fails the build.

Columns as in routes.py, without nobody: that is 401 everywhere. Each person comes with a token of all scopes and, where
something is sent, what BODIES says or an empty object. A token without the operation's scope is refused with 403,
whoever it is of. Where nothing is named, a stranger's figure is what their own organization answers.
"""

from __future__ import annotations

from typing import Any

from tests.architecture.routes import METHODS, PEOPLE, Door

TABLE = """
       operation           stranger observer agent restricted supervisor admin  thing

       cases
GET    list_cases          200      200      200   200        200        200
POST   open_case           422      403      422   422        422        422
POST   batch_cases         422      422      422   422        422        422
GET    get_case            404      200      200   200        200        200    case
PATCH  edit_case           404      403      200   200        200        200    case
POST   close_case          404      403      200   200        200        200    case
POST   cancel_case         404      403      422   422        422        422    case
POST   reopen_case         404      403      200   200        200        200    case
POST   assign_case         404      403      200   200        200        200    case
POST   foresee_merging     404      403      404   404        404        404    case
POST   merge_cases         404      403      404   404        404        404    case
POST   foresee_unmerging   404      403      422   422        422        422    case
POST   unmerge_case        404      403      200   200        200        200    case
POST   bin_one_case        404      403      403   403        204        204    case
POST   restore_case        404      404      404   404        404        404    case
PUT    hear_of_case        404      200      200   200        200        200    case
GET    hearing_of_case     404      200      200   200        200        200    case
POST   undo_deed           404      404      404   404        404        404

       deeds on many cases
POST   foretell_many       200      403      200   200        200        200
POST   begin_many          202      403      202   202        202        202
GET    list_many           200      200      200   200        200        200
GET    get_many            404      404      200   200        200        200    many
GET    list_many_rows      404      404      200   200        200        200    many
POST   stop_many           404      404      200   200        200        200    many
POST   continue_many       404      404      422   422        403        403    many
POST   undo_many           404      404      202   202        202        202    many

       case files, search, numbers and figures
GET    get_casefile        404      200      200   200        200        200    case
GET    search              200      200      200   200        200        200
GET    count_cases         200      200      200   200        200        200
GET    count_views         200      200      200   200        200        200
GET    count_groups        200      200      200   200        200        200
GET    count_parts         200      200      200   200        200        200
GET    get_board           200      200      200   200        200        200
GET    get_figures         200      200      200   200        200        200
GET    list_behind         200      200      200   200        200        200
GET    get_home            200      200      200   200        200        200

       audit log
GET    list_audit          403      403      403   403        403        200
GET    get_audit_file      403      403      403   403        403        200

       exports
POST   ask_export          403      403      403   403        202        202
GET    list_exports        200      200      200   200        200        200
GET    get_export          404      404      404   404        404        200    export
GET    get_export_content  404      404      404   404        404        200    export
POST   cancel_export       404      404      404   404        404        200    export

       signatures
GET    list_signatures     200      403      200   200        200        200
PATCH  write_own_signature 200      403      200   200        200        200
PATCH  write_default_signature 403  403      403   403        403        200
GET    get_signature_here  404      403      200   200        200        200    case
       quick replies and macros
GET    list_quick_replies  200      403      200   200        200        200
POST   add_quick_reply     201      403      201   201        201        201
GET    get_quick_reply     404      403      200   200        200        200    reply any
PATCH  change_quick_reply  404      403      200   200        200        200    reply any
POST   confirm_quick_reply 404      403      200   200        200        200    reply any
DELETE retire_quick_reply  404      403      204   204        204        204    reply any
POST   restore_quick_reply 404      403      200   200        200        200    reply any
GET    fill_quick_reply    404      403      200   200        200        200    picked any
GET    list_macros         200      403      200   200        200        200
POST   add_macro           201      403      201   201        201        201
GET    get_macro           404      403      200   200        200        200    macro any
PATCH  change_macro        404      403      200   200        200        200    macro any
DELETE retire_macro        404      403      204   204        204        204    macro any
POST   restore_macro       404      403      200   200        200        200    macro any
GET    foresee_macro       404      403      200   200        200        200    run any
POST   run_macro           404      403      200   200        200        200    run any

       intake rules
GET    list_intake_rules   403      403      403   403        403        200
POST   add_intake_rule     403      403      403   403        403        201
PUT    order_intake_rules  403      403      403   403        403        409
GET    get_intake_rule     403      403      403   403        403        200    rule any
PATCH  change_intake_rule  403      403      403   403        403        200    rule any
DELETE remove_intake_rule  403      403      403   403        403        204    rule any
GET    try_intake_rule     403      403      403   403        403        200    rule any

       webhooks
GET    list_webhooks       403      403      403   403        403        200
POST   add_webhook         403      403      403   403        403        201
GET    get_webhook         403      403      403   403        403        200    webhook any
PATCH  edit_webhook        403      403      403   403        403        200    webhook any
DELETE remove_webhook      403      403      403   403        403        204    webhook any
POST   pause_webhook       403      403      403   403        403        200    webhook any
POST   resume_webhook      403      403      403   403        403        200    webhook any
POST   renew_webhook_secret 403     403      403   403        403        200    webhook any
POST   test_webhook        403      403      403   403        403        202    webhook any
POST   redeliver_failed    403      403      403   403        403        200    webhook any
POST   deliver_missed      403      403      403   403        403        200    webhook any
GET    list_deliveries     403      403      403   403        403        200    webhook any
GET    get_delivery        403      403      403   403        403        200    delivery any
POST   redeliver           403      403      403   403        403        200    delivery any

       imports
GET    list_imports        403      403      403   403        403        200
POST   send_import         403      403      403   403        403        201
GET    get_import          403      403      403   403        403        200    import any
PUT    map_import          403      403      403   403        403        200    import any
PUT    read_import_again   403      403      403   403        403        200    import any
GET    preview_import      403      403      403   403        403        422    import any
POST   start_import        403      403      403   403        403        422    import any
POST   stop_import         403      403      403   403        403        200    import any
POST   continue_import     403      403      403   403        403        422    import any
POST   undo_import         403      403      403   403        403        422    import any
GET    list_refused_rows   403      403      403   403        403        200    import any

       notes and the timeline
GET    list_timeline       404      200      200   200        200        200    case
GET    list_notes          404      200      200   200        200        200    case
POST   write_note          404      403      201   201        201        201    case
GET    get_note            404      200      200   200        200        200    note
PATCH  edit_note           404      403      200   200        403        403    note
DELETE remove_note         404      403      204   204        204        204    note

       files
GET    list_files          404      200      200   200        200        200    case
POST   add_file            404      403      201   201        201        201    case
POST   send_file_for_note  404      403      201   201        201        201    case
POST   send_file_for_message 404    403      201   201        201        201    case
GET    get_file            404      200      200   200        200        200    file
GET    get_content         404      200      200   200        200        200    file
PUT    review_file         404      403      403   403        200        200    file
DELETE remove_file         404      403      204   204        204        204    file
POST   restore_file        404      403      200   200        200        200    file

       customers
GET    list_contacts       200      200      200   200        200        200
POST   open_contact        422      403      422   422        422        422
POST   open_contacts       200      403      200   200        200        200
GET    get_contact         404      200      200   200        200        200    contact
PATCH  edit_contact        404      403      200   200        200        200    contact
PUT    link_company        404      403      200   200        200        200    employment
DELETE unlink_company      404      403      200   200        200        200    employment
POST   merge_contact       404      403      422   422        422        422    contact
GET    list_accounts       200      200      200   200        200        200
POST   open_account        422      403      422   422        422        422
POST   open_accounts       200      403      200   200        200        200
GET    get_account         404      200      200   200        200        200    account
PATCH  edit_account        404      403      200   200        200        200    account
POST   merge_account       404      403      422   422        422        422    account

       duplicates of customers
GET    list_duplicates     200      403      200   200        200        200
GET    get_looking         200      403      200   200        200        200
POST   look_for_duplicates 202      403      202   202        202        202
POST   tell_contact_apart  404      403      422   422        422        422    contact
POST   tell_account_apart  404      403      422   422        422        422    account

       picklists of cases
GET    list_picklists      200      200      200   200        200        200
GET    list_replacements   403      403      403   403        200        200
GET    list_values         200      200      200   200        200        200    kind
POST   add_value           403      403      403   403        201        201    kind
PUT    order_values        403      403      403   403        422        422    kind
GET    get_value           404      200      200   200        200        200    value
PATCH  change_value        404      403      403   403        200        200    value
POST   retire_value        404      403      403   403        200        200    value
POST   restore_value       404      403      403   403        200        200    value
GET    use_of_value        404      403      403   403        200        200    value
POST   replace_value       404      403      403   403        422        422    value

       people, teams and roles
GET    get_me              200      200      200   200        200        200
PATCH  rename_me           200      200      200   200        200        200
GET    list_agents         200      200      200   200        200        200
POST   invite_agent        403      403      403   403        403        201
GET    get_agent           404      403      403   403        403        200    person
PATCH  change_agent        404      403      403   403        403        200    person
PUT    renew_invitation    404      403      403   403        403        409    person
POST   deactivate_agent    404      403      403   403        403        200    person
POST   reactivate_agent    404      403      403   403        403        200    person
GET    list_teams          200      200      200   200        200        200
POST   create_team         403      403      403   403        201        201
GET    get_team            404      200      200   200        200        200    team
PATCH  change_team         404      403      403   403        200        200    team
POST   retire_team         404      403      403   403        200        200    team
POST   restore_team        404      403      403   403        200        200    team
GET    list_roles          403      403      403   403        403        200
PATCH  change_role         403      403      403   403        403        200    role
GET    list_integrations   403      403      403   403        403        200
POST   add_integration     403      403      403   403        403        201
GET    get_integration     404      403      403   403        403        200    integration
PATCH  change_integration  404      403      403   403        403        200    integration
POST   end_integration     404      403      403   403        403        200    integration
POST   resume_integration  404      403      403   403        403        200    integration
GET    list_tokens         200      200      200   200        200        200
POST   revoke_token        404      404      204   204        404        204    token

       tags of customers
GET    list_customer_tags  403      403      403   403        200        200
GET    get_customer_tag    404      403      403   403        200        200    tag
PATCH  rename_customer_tag 404      403      403   403        200        200    tag
POST   retire_customer_tag 404      403      403   403        200        200    tag
POST   restore_customer_tag 404     403      403   403        200        200    tag
POST   replace_customer_tag 404     403      403   403        422        422    tag

       fields, moves and views
GET    get_field_rules     200      200      200   200        200        200
PATCH  set_field_rules     403      403      403   403        200        200
POST   drop_field_rules    403      403      403   403        422        422
GET    get_barred_moves    200      200      200   200        200        200
PUT    set_barred_moves    403      403      403   403        200        200
GET    list_views          200      200      200   200        200        200
POST   save_view           201      201      201   201        201        201
GET    get_view            404      200      200   200        200        200    view
PATCH  change_view         404      403      403   403        200        200    view
DELETE remove_view         404      403      403   403        204        204    view

       notices and mail
GET    list_notices        200      200      200   200        200        200
GET    count_notices       200      200      200   200        200        200
POST   read_notices        200      200      200   200        200        200
POST   read_notice         404      404      200   200        404        404    line
GET    get_preferences     200      200      200   200        200        200
PATCH  set_preferences     200      200      200   200        200        200
GET    get_notice_policy   403      403      403   403        403        200
PATCH  set_notice_policy   403      403      403   403        403        200
GET    list_notice_words   403      403      403   403        403        200
PUT    set_notice_words    403      403      403   403        403        200    wording
GET    get_mail_server     403      403      403   403        403        200
PUT    set_mail_server     403      403      403   403        403        200
POST   test_mail_server    403      403      403   403        403        201
GET    get_sandbox         403      403      403   403        403        200
PUT    put_sandbox         403      403      403   403        403        200
GET    list_mails          403      403      403   403        403        200
POST   release_mails       403      403      403   403        403        200
GET    get_mail            404      403      403   403        403        200    mail
POST   send_mail_again     404      403      403   403        403        200    mail

       mailboxes and their doors
GET    list_mailboxes      403      403      403   403        403        200
POST   add_mailbox         403      403      403   403        403        201
GET    get_mailbox         403      403      403   403        403        200    mailbox any
PATCH  change_mailbox      403      403      403   403        403        200    mailbox any
POST   retire_mailbox      403      403      403   403        403        200    mailbox any
POST   resume_mailbox      403      403      403   403        403        200    mailbox any
GET    try_mailbox         403      403      403   403        403        200    mailbox any
GET    list_servers        403      403      403   403        403        200    mailbox any
POST   add_server          403      403      403   403        403        201    mailbox any
GET    get_server          403      403      403   403        403        200    imap any
PATCH  change_server       403      403      403   403        403        200    imap any
POST   pause_server        403      403      403   403        403        200    imap any
POST   resume_server       403      403      403   403        403        200    imap any
DELETE end_server          403      403      403   403        403        204    imap any
GET    try_server          403      403      403   403        403        200    imap any
GET    list_hooks          403      403      403   403        403        200    mailbox any
POST   add_hook            403      403      403   403        403        201    mailbox any
GET    get_hook            403      403      403   403        403        200    hook any
POST   renew_hook_secret   403      403      403   403        403        200    hook any
DELETE remove_hook         403      403      403   403        403        204    hook any
GET    get_domain          403      403      403   403        403        200    mailbox any
POST   check_domain        403      403      403   403        403        422    mailbox any
GET    get_way_out         403      403      403   403        403        200    mailbox any
PATCH  set_way_out         403      403      403   403        403        200    mailbox any
DELETE end_way_out         403      403      403   403        403        204    mailbox any
POST   try_way_out         403      403      403   403        403        200    mailbox any

       mails that come in
GET    list_raw_mails      403      403      403   403        200        200
GET    get_raw_mail        403      403      403   403        200        200    rawmail any
GET    get_original        403      403      403   403        404        404    rawmail any
POST   file_raw_mail       403      403      403   403        422        422    rawmail any
POST   recognise_sender    403      403      403   403        422        422    rawmail any
POST   drop_raw_mail       403      403      403   403        200        200    rawmail any
POST   restore_raw_mail    403      403      403   403        200        200    rawmail any
POST   look_again_at_mail  403      403      403   403        202        202    rawmail any
POST   look_again_at_mails 403      403      403   403        202        202
GET    get_autoclosing_policy 403   403      403   403        403        200
PATCH  set_autoclosing_policy 403   403      403   403        403        200
GET    list_ratings        200      200      200   200        200        200
GET    get_satisfaction_policy 403  403      403   403        403        200
PATCH  set_satisfaction_policy 403  403      403   403        403        200
GET    get_intake_policy   403      403      403   403        403        200
PATCH  set_intake_policy   403      403      403   403        403        200
GET    list_blocks         403      403      403   403        200        200
POST   block_sender        403      403      403   403        201        201
DELETE unblock_sender      403      403      403   403        204        204    block any
GET    list_messages       404      200      200   200        200        200    case
POST   write_message       404      403      201   201        201        201    case
POST   split_note          404      403      201   201        201        201    note
POST   split_message       404      403      201   201        201        201    message
GET    get_message         404      200      200   200        200        200    message
GET    get_original_here   404      404      404   404        404        404    message
POST   send_message_again  404      404      404   404        404        404    message
POST   recognise_sender_here 404    403      422   422        422        422    message
GET    list_sides          404      200      200   200        200        200    case
POST   open_side           404      403      201   201        201        201    case
GET    get_side            404      200      200   200        200        200    side
POST   write_side          404      403      201   201        201        201    side
POST   finish_side         404      403      200   200        200        200    side

GET    get_health          403      403      403   403        403        200
POST   retry_job           403      403      403   403        403        204    job any
GET    get_restored_copy   403      403      403   403        403        404
POST   release_restored_copy 403    403      403   403        403        404
"""

# What is sent, so that each comes as far as its thing: JSON, or the bytes of a file.
BODIES: dict[str, Any] = {
    "open_side": {"to": [{"address": "pedidos@provedor.example"}], "subject": "Peza", "text": "Tedes a peza?"},
    "write_side": {"to": [{"address": "pedidos@provedor.example"}], "text": "E cando?"},
    "put_sandbox": {"is_on": True},
    "set_way_out": {"carrier": "postmark", "password": "a key"},
    "open_contacts": {"items": [{}]},
    "open_accounts": {"items": [{}]},
    "look_for_duplicates": {"kind": "contact"},
    "tell_contact_apart": {"other": 987654321},
    "tell_account_apart": {"other": 987654321},
    "foresee_merging": {"cases": [987654321]},
    "merge_cases": {"cases": [987654321]},
    "merge_contact": {"other": 987654321},
    "merge_account": {"other": 987654321},
    "foretell_many": {"deed": "priority", "to": "Alta", "folios": [1]},
    "begin_many": {"deed": "priority", "to": "Alta", "folios": [1]},
    "ask_export": {"what": "cases"},
    "add_intake_rule": {
        "name": "Facturas",
        "conditions": [{"field": "subject", "how": "has", "values": ["factura"]}],
        "ends": "hold",
    },
    "add_quick_reply": {"name": "Grazas", "texts": {"gl": "Grazas."}},
    "write_own_signature": {"texts": {"gl": "<div>Noa</div>"}},
    "write_default_signature": {"texts": {"gl": "<div>{{axente}}</div>"}},
    "confirm_quick_reply": {"language": "gl"},
    "add_macro": {"name": "Collo eu", "does": {"responsible": "me"}},
    "order_intake_rules": {"ids": []},
    "add_webhook": {"url": "https://93.184.215.14/", "kinds": ["note.added"]},
    "add_mailbox": {"name": "Vendas", "address": "vendas@acme.example"},
    "add_server": {"host": "93.184.215.14", "username": "soporte", "password": "ría-de-Arousa-7"},
    "add_hook": {"provider": "postmark"},
    "send_import": b"Nome\nUxia\n",
    "hear_of_case": {"hearing": "muted"},
    "undo_deed": {"deed": "987654321"},
    "write_note": {"body": "Chamou"},
    "write_message": {"to": [{"address": "uxia@cliente.example"}], "text": "Ola"},
    "edit_note": {"body": "Chamou hoxe"},
    "review_file": {"review": "valid"},
    "add_file": b"Lote 17",
    "send_file_for_note": b"Lote 17",
    "send_file_for_message": b"Lote 17",
    "add_value": {"labels": {"es": "A", "gl": "A", "en": "A"}, "lifecycle": "working"},
    "order_values": {"values": [987654321]},
    "replace_value": {"to": 987654321},
    "rename_me": {"name": "Outra"},
    "invite_agent": {"name": "Noa", "email": "noa@example.com", "role": "agent"},
    "file_raw_mail": {"case": 987654321},
    "recognise_sender": {"contact": 987654321},
    "recognise_sender_here": {"contact": 987654321},
    "look_again_at_mails": {"since": "2026-11-01", "until": "2026-11-02"},
    "block_sender": {"sender": "@spam.example"},
    "create_team": {"name": "Noite"},
    "add_integration": {"name": "Tenda web", "role": "agent"},
    "release_restored_copy": {"drop_before": None},
    "rename_customer_tag": {"name": "Outra"},
    "replace_customer_tag": {"other": 987654321},
    "set_field_rules": {"rules": {"team": {"shown": False}}},
    "drop_field_rules": {"type": 987654321},
    "set_barred_moves": {"barred": []},
    "save_view": {"name": "Miña", "asked": {"assignee": "me"}},
    "set_notice_words": {"subject": None, "body": None},
    "set_mail_server": {"host": "93.184.215.14", "from_address": "desk@example.com"},
}
ASKED = {
    "send_import": "?name=a.csv&what=contacts",
    "add_file": "?name=lote.txt",
    "send_file_for_note": "?name=lote.txt",
    "send_file_for_message": "?name=lote.txt",
    "search": "?q=lote",
    "count_groups": "?by=due&keys=today",
    "list_behind": "?figure=opened",
}


def operations() -> list[Door]:
    """The table, read."""
    return [_door(words) for line in TABLE.splitlines() if (words := line.split()) and words[0] in METHODS]


def _door(words: list[str]) -> Door:
    method, operation, *rest = words
    people = PEOPLE[1:]
    answers, (thing, manner, *_) = rest[: len(people)], [*rest[len(people) :], "", ""]
    return Door(method, operation, dict(zip(people, answers, strict=True)), thing, manner)
