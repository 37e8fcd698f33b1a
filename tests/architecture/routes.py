"""Every door and who may pass, kept by hand (hardening 3.37). A route that is not here fails the build.

Columns: nobody signed in; an agent of another organization; an observer; an agent who sees all cases; the same agent
when the role sees only own and unassigned cases; a supervisor; an administrator. Each figure is the answer for a thing
of ours, to a POST without any data. `in` sends to the sign-in page. A method that is not listed answers 405.

The last column names the thing in the address. For one of another organization, or one that never was, the answer is
404 to all who are here — or 403 to those who are refused whatever the thing, where the figure says 403 and the column
says `any`. For a case hidden from the restricted agent it is 404 to them.
"""

from __future__ import annotations

from dataclasses import dataclass

TABLE = """
     route                           nobody stranger observer agent restricted supervisor admin  thing

     of no organization
GET  home                            in     302      302      302   302        302        302
GET  account_login                   200    302      302      302   302        302        302
POST account_login                   422    302      302      302   302        302        302
GET  account_logout                  302    200      200      200   200        200        200
POST account_logout                  302    302      302      302   302        302        302
GET  account_inactive                200    200      200      200   200        200        200
GET  account_reauthenticate          in     200      200      200   200        200        200
POST account_reauthenticate          in     422      422      422   422        422        422
GET  account_forgotten               200    200      200      200   200        200        200
POST account_forgotten               422    422      422      422   422        422        422
GET  account_change_password         in     200      200      200   200        200        200
POST account_change_password         in     422      422      422   422        422        422
GET  usersessions_list               in     200      200      200   200        200        200
POST usersessions_end                in     302      302      302   302        302        302
GET  mfa_index                       in     200      200      200   200        200        200
GET  mfa_authenticate                302    302      302      302   302        302        302
POST mfa_authenticate                302    302      302      302   302        302        302
GET  mfa_reauthenticate              in     302      302      302   302        302        302
POST mfa_reauthenticate              in     302      302      302   302        302        302
GET  mfa_activate_totp               in     302      302      302   302        302        302
POST mfa_activate_totp               in     302      302      302   302        302        302
GET  mfa_deactivate_totp             in     404      404      404   404        404        404
POST mfa_deactivate_totp             in     404      404      404   404        404        404
GET  mfa_view_recovery_codes         in     404      404      404   404        404        404
GET  mfa_generate_recovery_codes     in     302      302      302   302        302        302
POST mfa_generate_recovery_codes     in     302      302      302   302        302        302
GET  access_link                     200    200      200      200   200        200        200    link public
POST access_link                     422    422      422      422   422        422        422    link public
GET  customer_case                    200    200      200      200   200        200        200    customers public
GET  customer_file                   200    200      200      200   200        200        200    customersfile public
POST customer_answer                 422    422      422      422   422        422        422    customers public
POST customer_solved                 422    422      422      422   422        422        422    customers public
POST customer_keep                   422    422      422      422   422        422        422    customers public
POST customer_unsolved               422    422      422      422   422        422        422    customers public
GET  customer_rating                 200    200      200      200   200        200        200    customersrating public
POST customer_rating                 422    422      403      403   403        403        403    customersrating public
GET  mail_picture                    200    200      200      200   200        200        200    seal public
GET  notices_told                    200    200      200      200   200        200        200    wishes public
POST notices_told                    422    422      422      422   422        422        422    wishes public
GET  hook_mail                       200    200      200      200   200        200        200    hookaddress public
POST hook_mail                       403    403      403      403   403        403        403    hookaddress public
GET  api_page                        200    200      200      200   200        200        200
GET  favicon                         302    302      302      302   302        302        302
POST language                        400    400      400      400   400        400        400
POST theme                           400    400      400      400   400        400        400

     cases
GET  worklists:cases                      in     404      200      200   200        200        200
GET  cases:new                       in     404      403      200   200        200        200
POST cases:new                       in     404      403      422   422        422        422
POST cases:new-fields                in     404      403      200   200        200        200
GET  cases:companies                 in     404      403      200   200        200        200
GET  cases:recent                    in     404      200      200   200        200        200
GET  worklists:filters                    in     404      200      200   200        200        200
GET  worklists:counted                    in     404      200      200   200        200        200
GET  worklists:groups                    in     404      200      200   200        200        200
GET  worklists:columns                   in     404      200      200   200        200        200
POST worklists:columns                   in     404      302      302   302        302        302
POST worklists:widths                    in     404      204      204   204        204        204
GET  worklists:views                     in     404      200      200   200        200        200
GET  worklists:view-counts               in     404      200      200   200        200        200
POST worklists:view-pinning              in     404      404      404   404        404        404
POST worklists:view-order                in     404      302      302   302        302        302
POST worklists:view-start                in     404      302      302   302        302        302
POST worklists:view-starts               in     404      403      403   403        403        302
GET  worklists:view-new                  in     404      200      200   200        200        200
POST worklists:view-new                  in     404      422      422   422        422        422
GET  worklists:view                      in     404      403      403   403        200        200    view
POST worklists:view                      in     404      403      403   403        422        422    view
POST worklists:view-colours              in     404      403      403   403        422        422    view
POST worklists:view-question             in     404      403      403   403        302        302    view
POST worklists:view-removal              in     404      403      403   403        302        302    view
GET  worklists:limits                    in     404      403      403   403        200        200
POST worklists:limits                    in     404      403      403   403        302        302
GET  worklists:place                     in     404      403      200   200        200        200    case
POST worklists:place                     in     404      403      422   422        422        422    case
GET  worklists:next                      in     404      302      302   302        302        302
GET  worklists:previous                  in     404      302      302   302        302        302
GET  importing:imports               in     404      403      403   403        403        200
GET  importing:new                   in     404      403      403   403        403        200
POST importing:new                   in     404      403      403   403        403        422
GET  importing:import                in     404      403      403   403        403        200    import any
POST importing:import                in     404      403      403   403        403        200    import any
POST importing:reading               in     404      403      403   403        403        302    import any
POST importing:stopping              in     404      403      403   403        403        302    import any
POST importing:continuing            in     404      403      403   403        403        302    import any
POST importing:undoing               in     404      403      403   403        403        302    import any
GET  importing:refused               in     404      403      403   403        403        200    import any
GET  worklists:many                  in     404      200      200   200        200        200
GET  exporting:exports                   in     404      200      200   200        200        200
GET  exporting:asking                    in     404      403      403   403        200        200    list
POST exporting:asking                    in     404      403      403   403        422        422    list
POST exporting:file                      in     404      404      404   404        404        200    export
POST exporting:cancellation              in     404      404      404   404        404        302    export
GET  archives:archive                    in     404      403      403   403        403        200
POST archives:archive                    in     404      403      403   403        403        302
GET  worklists:many-asking           in     404      403      200   200        200        200    deed any
POST worklists:many-asking           in     404      403      422   422        422        422    deed any
GET  worklists:many-result           in     404      404      200   200        200        200    many
POST worklists:many-stopping         in     404      404      302   302        302        302    many
POST worklists:many-continuing       in     404      404      302   302        403        403    many
POST worklists:many-undoing          in     404      404      302   302        302        302    many
GET  worklists:quick-deeds           in     404      403      200   200        200        200    case
GET  worklists:quick                 in     404      403      200   200        200        200    field
POST worklists:quick                 in     404      403      422   422        422        422    field
POST cases:campaign                  in     404      403      302   302        302        302
GET  cases:tags                      in     404      200      200   200        200        200
GET  cases:case                      in     404      200      200   200        200        200    case
GET  cases:timeline                  in     404      200      200   200        200        200    case
GET  cases:presence                  in     404      200      200   200        200        200    case
GET  cases:print                     in     404      200      200   200        200        200    case
GET  casefiles:download              in     404      200      200   200        200        200    case
POST casefiles:download              in     404      422      422   422        422        422    case
POST notices:following               in     404      400      400   400        400        400    case
POST cases:standing                  in     404      403      422   422        422        422    case
GET  cases:matter                    in     404      403      200   200        200        200    case
POST cases:matter                    in     404      403      422   422        422        422    case
POST cases:notes                     in     404      403      422   422        422        422    case
GET  cases:bin                       in     404      403      403   403        200        200
POST cases:restoration               in     404      404      404   404        404        404    case
GET  cases:merging                   in     404      403      404   404        404        404
POST cases:merging                   in     404      403      404   404        404        404
GET  cases:unmerging                 in     404      403      302   302        302        302    case
POST cases:unmerging                 in     404      403      302   302        302        302    case
GET  cases:binning                   in     404      403      403   403        200        200    case
POST cases:binning                   in     404      403      403   403        302        302    case
GET  cases:resolution                in     404      403      200   200        200        200    case
POST cases:resolution                in     404      403      302   302        302        302    case
GET  cases:cancellation              in     404      403      200   200        200        200    case
POST cases:cancellation              in     404      403      422   422        422        422    case
POST cases:reopening                 in     404      403      302   302        302        302    case
POST cases:assignment                in     404      403      302   302        302        302    case

     figures
GET  figures:entrance                in     404      302      302   302        302        302
GET  figures:home                    in     404      200      200   200        200        200
GET  figures:figures                 in     404      200      200   200        200        200
GET  figures:bar                     in     404      200      200   200        200        200
POST figures:period                  in     404      400      400   400        400        400
GET  figures:chart                   in     404      200      200   200        200        200
GET  figures:chart-data              in     404      200      200   200        200        200
GET  figures:chart-picture           in     404      200      200   200        200        200
GET  figures:cases                   in     404      200      200   200        200        200

     files
GET  files:files                     in     404      200      200   200        200        200    case
POST files:files                     in     404      403      422   422        422        422    case
GET  files:zip                       in     404      200      200   200        200        200    case
GET  files:file                      in     404      200      200   200        200        200    file
GET  files:content                   in     404      200      200   200        200        200    file
GET  files:preview                   in     404      200      200   200        200        200    picture
GET  files:review                    in     404      403      403   403        200        200    file
POST files:review                    in     404      403      403   403        422        422    file
POST files:removal                   in     404      403      302   302        302        302    file
POST files:restoration               in     404      403      302   302        302        302    file
POST files:note-uploads              in     404      403      422   422        422        422    case
POST files:case-uploads              in     404      403      422   422        422        422    form public
POST files:upload-removal            in     404      403      204   204        404        404    upload any

     conversations
GET  conversations:note              in     404      403      200   200        403        403    note
POST conversations:note              in     404      403      422   422        403        403    note
POST conversations:removal           in     404      403      302   302        302        302    note
POST conversations:draft             in     404      403      204   204        204        204    case
POST conversations:leaving           in     404      404      404   404        404        404    message
GET  conversations:replies           in     404      403      200   200        200        200    case
POST conversations:replies           in     404      403      422   422        422        422    case
POST conversations:reply-uploads     in     404      403      422   422        422        422    case
GET  conversations:message-splitting in     404      403      200   200        200        200    message
POST conversations:message-splitting in     404      403      422   422        422        422    message
GET  conversations:note-splitting    in     404      403      200   200        200        200    note
POST conversations:note-splitting    in     404      403      422   422        422        422    note
POST conversations:reply-pictures    in     404      403      422   422        422        422    case
GET  conversations:sides             in     404      403      200   200        200        200    case
POST conversations:sides             in     404      403      422   422        422        422    case
GET  conversations:side              in     404      200      200   200        200        200    side
POST conversations:side              in     404      403      422   422        422        422    side
POST conversations:side-finishing    in     404      403      302   302        302        302    side
POST conversations:side-uploads      in     404      403      422   422        422        422    case
GET  conversations:side-people       in     404      403      200   200        200        200    case
GET  conversations:reply-picture     in     404      404      200   200        404        404    drawing
GET  conversations:body              in     404      200      200   200        200        200    message
GET  conversations:names             in     404      403      200   200        200        200

     macros
GET  signatures:own                  in     404      403      200   200        200        200
POST signatures:own                  in     404      403      302   302        302        302
GET  signatures:for-others           in     404      403      403   403        403        200
POST signatures:for-others           in     404      403      403   403        403        302
GET  macros:replies                  in     404      403      200   200        200        200
GET  macros:new-reply                in     404      403      200   200        200        200
POST macros:new-reply                in     404      403      422   422        422        422
GET  macros:reply                    in     404      403      200   200        200        200    reply any
POST macros:reply                    in     404      403      422   422        422        422    reply any
POST macros:reply-retirement         in     404      403      302   302        302        302    reply any
GET  macros:macros                   in     404      403      200   200        200        200
GET  macros:new-macro                in     404      403      200   200        200        200
POST macros:new-macro                in     404      403      422   422        422        422
GET  macros:macro                    in     404      403      200   200        200        200    macro any
POST macros:macro                    in     404      403      422   422        422        422    macro any
POST macros:macro-retirement         in     404      403      302   302        302        302    macro any
GET  macros:picks                    in     404      403      200   200        200        200    case
POST macros:insertion                in     404      403      200   200        200        200    case
GET  macros:pick                     in     404      403      200   200        200        200    picked any
POST macros:pick                     in     404      403      200   200        200        200    picked any
GET  macros:here                     in     404      403      200   200        200        200    case
GET  macros:run                      in     404      403      200   200        200        200    run any
POST macros:run                      in     404      403      302   302        302        302    run any

     history
GET  history:deeds                   in     404      200      200   200        200        200
POST history:undoing                 in     404      404      404   404        404        404
GET  history:audit                   in     404      403      403   403        403        200
POST history:audit-file              in     404      403      403   403        403        200

     settings of cases
GET  cases:fields                    in     404      403      403   403        200        200
POST cases:fields                    in     404      403      403   403        302        302
POST cases:fields-preview            in     404      403      403   403        200        200
POST cases:fields-of-all             in     404      403      403   403        404        404
GET  cases:moves                     in     404      403      403   403        200        200
POST cases:moves                     in     404      403      403   403        302        302
GET  cases:picklists                 in     404      403      403   403        200        200
GET  cases:picklist-new              in     404      403      403   403        200        200    kind any
POST cases:picklist-new              in     404      403      403   403        422        422    kind any
GET  cases:picklist-value            in     404      403      403   403        200        200    value any
POST cases:picklist-value            in     404      403      403   403        422        422    value any
POST cases:picklist-retirement       in     404      403      403   403        302        302    value any
GET  cases:picklist-replacement      in     404      403      403   403        200        200    value any
POST cases:picklist-replacement      in     404      403      403   403        422        422    value any
GET  cases:replacements              in     404      403      403   403        200        200

     customers
GET  customers:accounts              in     404      200      200   200        200        200
GET  customers:account-new           in     404      403      200   200        200        200
POST customers:account-new           in     404      403      422   422        422        422
GET  customers:account               in     404      200      200   200        200        200    account
GET  customers:account-edit          in     404      403      200   200        200        200    account
POST customers:account-edit          in     404      403      422   422        422        422    account
GET  customers:account-merging       in     404      403      200   200        200        200    account
POST customers:account-merging       in     404      403      200   200        200        200    account
POST customers:account-telling-apart in     404      403      404   404        404        404    account
GET  customers:people                in     404      403      200   200        200        200    account
POST customers:people                in     404      403      404   404        404        404    account
GET  customers:contacts              in     404      200      200   200        200        200
GET  customers:contact-new           in     404      403      200   200        200        200
POST customers:contact-new           in     404      403      422   422        422        422
GET  customers:contact               in     404      200      200   200        200        200    contact
GET  customers:contact-edit          in     404      403      200   200        200        200    contact
POST customers:contact-edit          in     404      403      422   422        422        422    contact
GET  customers:contact-merging       in     404      403      200   200        200        200    contact
POST customers:contact-merging       in     404      403      200   200        200        200    contact
POST customers:contact-telling-apart in     404      403      404   404        404        404    contact
GET  customers:companies             in     404      403      200   200        200        200    contact
POST customers:companies             in     404      403      404   404        404        404    contact
POST customers:company-removal       in     404      403      302   302        302        302    employment
GET  customers:duplicates            in     404      403      200   200        200        200
POST customers:duplicates-looking    in     404      403      302   302        302        302
GET  customers:search                in     404      200      200   200        200        200
GET  customers:company-names         in     404      200      200   200        200        200
GET  customers:tags                  in     404      200      200   200        200        200
GET  customers:sharers               in     404      403      200   200        200        200
GET  customers:tag-list              in     404      403      403   403        200        200
GET  customers:tag                   in     404      403      403   403        200        200    tag any
POST customers:tag                   in     404      403      403   403        422        422    tag any
POST customers:tag-retirement        in     404      403      403   403        302        302    tag any
POST customers:tag-replacement       in     404      403      403   403        422        422    tag any
GET  customers:new                   in     404      403      200   200        200        200
POST customers:new                   in     404      403      422   422        422        422

     people
GET  staff:me                        in     404      200      200   200        200        200
POST staff:me                        in     404      422      422   422        422        422
GET  api:tokens                      in     404      200      200   200        200        200
POST api:tokens                      in     404      422      422   422        422        422
GET  api:all-tokens                  in     404      403      403   403        403        200
GET  api:revocation                  in     404      404      200   200        404        200    token
POST api:revocation                  in     404      404      302   302        404        302    token
GET  api:integrations                in     404      403      403   403        403        200
POST api:integrations                in     404      403      403   403        403        422
GET  api:integration                 in     404      403      403   403        403        200    integration any
POST api:integration                 in     404      403      403   403        403        422    integration any
POST api:integration-tokens          in     404      403      403   403        403        422    integration any
POST api:integration-end             in     404      403      403   403        403        302    integration any
POST api:integration-resumption      in     404      403      403   403        403        302    integration any
GET  staff:settings                  in     404      403      403   403        200        200
GET  staff:people                    in     404      403      403   403        403        200
GET  staff:invitation                in     404      403      403   403        403        200
POST staff:invitation                in     404      403      403   403        403        422
GET  staff:person                    in     404      403      403   403        403        200    person any
POST staff:person                    in     404      403      403   403        403        422    person any
POST staff:person-link               in     404      403      403   403        403        200    person any
GET  staff:deactivation              in     404      403      403   403        403        200    person any
POST staff:deactivation              in     404      403      403   403        403        302    person any
POST staff:reactivation              in     404      403      403   403        403        302    person any
GET  staff:teams                     in     404      403      403   403        200        200
POST staff:teams                     in     404      403      403   403        422        422
GET  staff:team                      in     404      403      403   403        200        200    team any
POST staff:team                      in     404      403      403   403        422        422    team any
POST staff:team-retirement           in     404      403      403   403        302        302    team any
GET  access:roles                    in     404      403      403   403        403        200
POST staff:seeing                    in     404      403      403   403        403        404
POST staff:seeing-end                in     404      302      302   302        302        302
POST access:roles                    in     404      403      403   403        403        422

     notices
GET  notices:bell                    in     404      200      200   200        200        200
GET  notices:bell-count              in     404      200      200   200        200        200
POST notices:bell-reading            in     404      302      302   302        302        302
POST notices:bell-one-reading        in     404      404      302   302        404        404    line own
GET  notices:preferences             in     404      200      200   200        200        200
POST notices:preferences             in     404      302      302   302        302        302
GET  notices:of-case                 in     404      200      200   200        200        200    case
POST notices:customer-link           in     404      403      302   302        302        302    case
POST notices:customer-link-revocation in     404      403      302   302        302        302    case
POST notices:foreseen                in     404      403      200   200        200        200    case
POST notices:foreseen-closing        in     404      403      200   200        200        200    case
POST notices:foreseen-cancelling     in     404      403      200   200        200        200    case
POST notices:foreseen-new            in     404      403      200   200        200        200
GET  notices:policy                  in     404      403      403   403        403        200
POST notices:policy                  in     404      403      403   403        403        422
POST notices:customer-links-revocation in    404      403      403   403        403        302
GET  autoclosing:settings            in     404      403      403   403        403        200
POST autoclosing:settings            in     404      403      403   403        403        422
GET  satisfaction:figures            in     404      200      200   200        200        200
GET  satisfaction:ratings            in     404      200      200   200        200        200
GET  satisfaction:settings           in     404      403      403   403        403        200
POST satisfaction:settings           in     404      403      403   403        403        422
GET  notices:policy-preview          in     404      403      403   403        403        200
GET  notices:wordings                in     404      403      403   403        403        200
GET  notices:wording                 in     404      403      403   403        403        200    wording any
POST notices:wording                 in     404      403      403   403        403        422    wording any
GET  notices:words-preview           in     404      403      403   403        403        200    wording any
GET  notices:server                  in     404      403      403   403        403        200
POST notices:server                  in     404      403      403   403        403        422
POST notices:server-test             in     404      403      403   403        403        302
GET  server:held                     in     404      403      403   403        403        404
POST server:held                     in     404      403      403   403        403        404
GET  notices:health                  in     404      403      403   403        403        200
POST notices:job-retry               in     404      403      403   403        403        302    job any
GET  notices:outbox                  in     404      403      403   403        403        200
GET  notices:sandbox                 in     404      403      403   403        403        200
POST notices:sandbox                 in     404      403      403   403        403        302
POST notices:outbox-release          in     404      403      403   403        403        302
GET  notices:mail                    in     404      403      403   403        403        200    mail any
GET  notices:mail-html               in     404      403      403   403        403        200    mail any
GET  notices:mail-original           in     404      403      403   403        403        200    mail any
POST notices:mail-sending            in     404      403      403   403        403        302    mail any

     mails that come in
GET  intake:tray                     in     404      403      403   403        200        200
GET  intake:again                    in     404      403      403   403        200        200
POST intake:again                    in     404      403      403   403        422        422
GET  intake:mail                     in     404      403      403   403        200        200    rawmail any
GET  intake:original                 in     404      403      403   403        404        404    rawmail any
POST intake:filing                   in     404      403      403   403        422        422    rawmail any
POST intake:dropping                 in     404      403      403   403        302        302    rawmail any
POST intake:bringing-back            in     404      403      403   403        302        302    rawmail any
POST intake:looking-again            in     404      403      403   403        302        302    rawmail any
GET  intake:sender                   in     404      403      403   403        200        200    rawmail any
POST intake:sender                   in     404      403      403   403        404        404    rawmail any
GET  intake:sender-here              in     404      403      200   200        200        200    arrival
POST intake:sender-here              in     404      403      404   404        404        404    arrival
POST intake:right-again              in     404      403      404   404        404        404    deadaddress any
GET  intake:why                      in     404      403      403   403        200        200    rawmail any
GET  intake:original-here            in     404      404      404   404        404        404    arrival
GET  intake:why-here                 in     404      200      200   200        200        200    arrival
GET  intake:rules                    in     404      403      403   403        403        200
POST intake:rule-order               in     404      403      403   403        403        302
GET  intake:new-rule                 in     404      403      403   403        403        200
POST intake:new-rule                 in     404      403      403   403        403        422
GET  intake:rule                     in     404      403      403   403        403        200    rule any
POST intake:rule                     in     404      403      403   403        403        422    rule any
GET  intake:rule-trial               in     404      403      403   403        403        200    rule any
POST intake:rule-switching           in     404      403      403   403        403        302    rule any
POST intake:rule-removal             in     404      403      403   403        403        302    rule any
GET  intake:policy                   in     404      403      403   403        403        200
POST intake:policy                   in     404      403      403   403        403        422
POST intake:unblocking               in     404      403      403   403        403        302    block any

     mails that did not arrive
GET  conversations:again             in     404      404      404   404        404        404    message
POST conversations:again             in     404      404      404   404        404        404    message

     mailboxes
GET  mailboxes:mailboxes             in     404      403      403   403        403        200
GET  mailboxes:new                   in     404      403      403   403        403        200
POST mailboxes:new                   in     404      403      403   403        403        422
GET  mailboxes:mailbox               in     404      403      403   403        403        200    mailbox any
GET  mailboxes:edit                  in     404      403      403   403        403        200    mailbox any
POST mailboxes:edit                  in     404      403      403   403        403        422    mailbox any
POST mailboxes:retirement            in     404      403      403   403        403        302    mailbox any
POST mailboxes:resumption            in     404      403      403   403        403        302    mailbox any
GET  mailboxes:trial                 in     404      403      403   403        403        200    mailbox any
GET  mailboxes:server-new            in     404      403      403   403        403        200    mailbox any
POST mailboxes:server-new            in     404      403      403   403        403        422    mailbox any
GET  mailboxes:oauth                 in     404      403      403   403        403        404
GET  mailboxes:server                in     404      403      403   403        403        200    imap any
POST mailboxes:server                in     404      403      403   403        403        422    imap any
GET  mailboxes:folders               in     404      403      403   403        403        200    imap any
POST mailboxes:folders               in     404      403      403   403        403        422    imap any
POST mailboxes:server-pausing        in     404      403      403   403        403        302    imap any
POST mailboxes:server-resuming       in     404      403      403   403        403        302    imap any
POST mailboxes:server-removal        in     404      403      403   403        403        302    imap any
GET  mailboxes:hook-new              in     404      403      403   403        403        200    mailbox any
POST mailboxes:hook-new              in     404      403      403   403        403        422    mailbox any
GET  mailboxes:hook                  in     404      403      403   403        403        200    hook any
POST mailboxes:hook                  in     404      403      403   403        403        200    hook any
POST mailboxes:hook-removal          in     404      403      403   403        403        302    hook any
GET  mailboxes:domain                in     404      403      403   403        403        200    mailbox any
POST mailboxes:domain                in     404      403      403   403        403        422    mailbox any
GET  notices:way-out                 in     404      403      403   403        403        200    mailbox any
POST notices:way-out                 in     404      403      403   403        403        422    mailbox any
POST notices:way-out-trial           in     404      403      403   403        403        200    mailbox any
POST notices:way-out-removal         in     404      403      403   403        403        302    mailbox any

     webhooks
GET  webhooks:endpoints              in     404      403      403   403        403        200
GET  webhooks:new                    in     404      403      403   403        403        200
POST webhooks:new                    in     404      403      403   403        403        422
GET  webhooks:endpoint               in     404      403      403   403        403        200    webhook any
GET  webhooks:edit                   in     404      403      403   403        403        200    webhook any
POST webhooks:edit                   in     404      403      403   403        403        422    webhook any
POST webhooks:pausing                in     404      403      403   403        403        302    webhook any
POST webhooks:resuming               in     404      403      403   403        403        302    webhook any
POST webhooks:removal                in     404      403      403   403        403        302    webhook any
POST webhooks:secret                 in     404      403      403   403        403        200    webhook any
POST webhooks:test                   in     404      403      403   403        403        302    webhook any
POST webhooks:again-since            in     404      403      403   403        403        302    webhook any
POST webhooks:missed-since           in     404      403      403   403        403        302    webhook any
GET  webhooks:delivery               in     404      403      403   403        403        200    delivery any
POST webhooks:again                  in     404      403      403   403        403        302    delivery any

     the look
GET  ui:palette                      in     404      200      200   200        200        200
"""

PEOPLE = ("nobody", "stranger", "observer", "agent", "restricted", "supervisor", "admin")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Door:
    """One method of one route: what each person gets, and what its address names."""

    method: str
    route: str
    answers: dict[str, str]
    thing: str
    manner: str  # `any`: refused before looking; `public`: open to everybody; otherwise looked up first

    def answer(self, person: str, whose: str) -> str:
        """What this person gets for a thing that is `own`, `hidden`, `foreign` or `absent`."""
        answer = self.answers[person]
        if whose == "own" or answer == "in" or (whose == "hidden" and person != "restricted"):
            return answer
        return "403" if self.manner == "any" and answer == "403" else "404"

    def __str__(self) -> str:
        return f"{self.method} {self.route}"


def doors() -> list[Door]:
    """The table, read."""
    return [_door(words) for line in TABLE.splitlines() if (words := line.split()) and words[0] in METHODS]


def _door(words: list[str]) -> Door:
    method, route, *rest = words
    answers, (thing, manner, *_) = rest[: len(PEOPLE)], [*rest[len(PEOPLE) :], "", ""]
    return Door(method, route, dict(zip(PEOPLE, answers, strict=True)), thing, manner)
