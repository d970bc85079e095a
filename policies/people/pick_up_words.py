"""This file has the words by which lists of pick-ups are read: what takes them back, what is no name."""

from policies.people.spreadsheet_values import PARENT, each

LIMITS = each(
    "no not never none nor neither nobody except excepting excluding exclude excluded but only unless until"
    " without if when while supervised supervision unsupervised court courts judge order orders ordered"
    " dnr tro pfa noncustodial"
    " restraining restricted restriction custody custodial barred banned denied deny revoked removed forbidden"
    " prohibited prohibit cannot cant dont wont expired suspended pending temporary temporarily emergency"
    " emergencies conditional condition conditions approval permission former formerly nunca ni excepto salvo"
    " menos solo solamente unicamente sin si hasta juez jueza juzgado tribunal corte orden custodia supervisado"
    " supervisada supervisados visita visitas prohibido prohibida negado negada denegado restriccion"
    " alejamiento permiso emergencia emergencias cuando temporal nie nigdy ani oprocz poza procz tylko"
    " wylacznie bez jesli jezeli gdy sad sadu sadowy sadowa sadowe wyrok zakaz nakaz nadzor nadzorem nadzorze"
    " kurator kuratora zabroniony zabrania odmowa warunkowo zgoda zgody nagly naglych nicht kein keine keinen"
    " nur ausser gericht pas sauf seulement interdit"
)
"""Folded: where one of these stands beside a name, it says who may not, or only under a condition."""

TOGETHER = each("both all these those them any ambos ambas todos todas estos obie oboje obaj wszyscy ci")
"""Within brackets: what stands there is said of more than the one name before it."""

NOBODY_LISTED = each("none|n/a|na|nobody|no one|nil|-|--|ninguno|ninguna|nadie|brak|nikt", "|")
"""All of a cell, folded: the list is empty."""

NO_NAME = each(
    "see ask call office file form list same above below parents anyone anybody everyone everybody unknown tbd"
    " contact release notes attached school bus daycare staff the to with and or on by per ver llamar preguntar"
    " oficina lista padres cualquiera todos escuela con patrz zapytac biuro lista rodzice kazdy wszyscy szkola"
    " przedszkole"
)
"""Words of a note, not of a name."""

RELATIONS = PARENT | each(
    "aunt|auntie|great aunt|uncle|great uncle|grandmother|grandfather|grandma|grandpa|granny|grandparent"
    "|grandparents|nana|gran|great grandmother|great grandfather|sister|brother|older sister|older brother"
    "|big sister|big brother|step sister|stepsister|step brother|stepbrother|sibling|cousin|relative|family"
    "|friend|family friend|neighbor|neighbour|babysitter|sitter|nanny|au pair|carer|caregiver|childminder"
    "|godmother|godfather|godparent|partner|wife|husband|spouse|step grandmother|step grandfather"
    "|friend of family|friend of the family|tia|tio|tios|abuela|abuelo|abuelita|abuelito|abuelos|bisabuela"
    "|bisabuelo|hermana|hermano|hermanastra|hermanastro|prima|primo|amiga|amigo|amiga de la familia"
    "|amigo de la familia|vecina|vecino|ninera|madrina|padrino|tutor|tutora|pareja|esposa|esposo|familiar"
    "|cuidadora|cuidador|ciocia|ciotka|wujek|wuj|stryj|babcia|dziadek|dziadkowie|prababcia|pradziadek|siostra"
    "|brat|przyrodnia siostra|przyrodni brat|kuzyn|kuzynka|krewny|krewna|przyjaciel|przyjaciolka|znajomy"
    "|znajoma|sasiad|sasiadka|niania|opiekun|opiekunka|matka chrzestna|ojciec chrzestny|chrzestna|chrzestny"
    "|partner|partnerka|zona|maz",
    "|",
)
"""What somebody is to a child, in whole phrases, folded; anything else in brackets means more than is known."""

LABELS = each(
    "cell cellphone cellular mobile mob phone telephone tel ph home work c h w m movil celular telefono casa"
    " trabajo komorka kom telefon dom praca"
)
"""What stands before or behind a telephone number."""
