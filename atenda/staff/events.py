"""What the log says of the people who work here, and of their teams."""

from django.utils.translation import gettext_lazy as _

from atenda.history.kinds import Kind

FOUNDED = Kind("organization.founded", _("The organization was founded"))
INVITED = Kind("agent.invited", _("{actor} invited this person"))
JOINED = Kind("agent.joined", _("{actor} accepted the invitation"))
LINK_MADE = Kind("agent.link_made", _("{actor} made a link for a new password"))
LINK_ASKED = Kind("agent.link_asked", _("Somebody asked for a new password for this person"))
PASSWORD_SET = Kind("agent.password_set", _("{actor} chose a new password"))
SIGN_IN_RESET = Kind("agent.sign_in_reset", _("An operator reset how this person signs in"))
RENAMED = Kind("agent.renamed", _("{actor} changed the name from {before} to {after}"))
PRESENTED = Kind("agent.presented", _("{actor} changed the position or the phone that customers read"))
ROLE_GIVEN = Kind("agent.role_given", _("{actor} changed the role from {before} to {after}"))
TEAMS_CHANGED = Kind("agent.teams_changed", _("{actor} changed the teams from {before} to {after}"))
DEACTIVATED = Kind("agent.deactivated", _("{actor} deactivated this person and handed the cases to {after}"))
REACTIVATED = Kind("agent.reactivated", _("{actor} let this person in again"))
SESSIONS_ENDED = Kind("agent.sessions_ended", _("{actor} ended the other sessions"))
SEEING_BEGAN = Kind("seeing.begun", _("{actor} began to see Atenda as another role"))
SEEING_ENDED = Kind("seeing.ended", _("{actor} stopped seeing Atenda as another role"))

INTEGRATION_ADDED = Kind("agent.integration_added", _("{actor} added an integration"))
INTEGRATION_ENDED = Kind("agent.integration_ended", _("{actor} ended an integration; its tokens are revoked"))
INTEGRATION_RESUMED = Kind("agent.integration_resumed", _("{actor} took an integration up again, without tokens"))

TEAM_CREATED = Kind("team.created", _("{actor} created the team"))
TEAM_RENAMED = Kind("team.renamed", _("{actor} renamed the team from {before} to {after}"))
TEAM_RETIRED = Kind("team.retired", _("{actor} retired the team"))
TEAM_RESTORED = Kind("team.restored", _("{actor} brought the team back"))
TEAM_MEMBERS_CHANGED = Kind("team.members_changed", _("{actor} changed the members from {before} to {after}"))
