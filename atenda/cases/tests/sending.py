"""What the forms of a case send."""

from uuid import uuid4

from atenda.history.merging import last_seq


def opening(acme, **changed):
    return {
        "submission": str(uuid4()),
        "customer": f"contact:{acme.customer.pk}",
        "account": "",
        "reference": "Faltan tres cajas",
        "description": "El pedido llegó incompleto.",
        "category": acme.category("Queja").pk,
        "priority": acme.priority("Alta").pk,
        "state": acme.state("Abierto").pk,
        "responsible": acme.agent.pk,
        "assignees": [acme.colleague.pk],
        "team": acme.team.pk,
        "source": acme.source("phone").pk,
        **changed,
    }


def standing(case, seen=None, **changed):
    return {
        "seen": seen if seen is not None else last_seq(case),
        "state": case.state_id,
        "priority": case.priority_id,
        "category": case.category_id or "",
        "responsible": case.responsible_id or "",
        "assignees": [pk for pk in case.assignee_ids if pk != case.responsible_id],
        "team": case.team_id or "",
        "source": case.source_id or "",
        **changed,
    }


def without(role, *abilities):
    role.abilities = [each for each in role.abilities if each not in abilities]
    role.save(update_fields=["abilities"])
