"""How projectleiders type when something has to be done, behind a title and by itself, and titles that only look so.

Every line was worked out on a calendar, on Monday 30 November 2026 (week 49). A day that is read is written out; "?"
is asked, with the days that are offered behind it where they matter, and "!" is refused.
"""

from datetime import date

MONDAY = date(2026, 11, 30)

# Days that are hard for calendars: a weekend, both ends of a year, a leap day, and both changes of the clock.
BASE_DAYS = (
    MONDAY,
    date(2026, 12, 5),  # a Saturday
    date(2026, 12, 31),
    date(2027, 1, 1),
    date(2027, 3, 28),  # summer time begins, and it is Easter
    date(2027, 10, 31),  # winter time begins
    date(2028, 2, 29),
    date(2027, 7, 14),  # in the summer holiday
)

DAYS_AND_MONTHS = """
    19/6 | 2027-06-19
    30/11 | 2026-11-30
    5/12 | 2026-12-05
    05/12 | 2026-12-05
    5-12 | 2026-12-05
    30-11 | 2026-11-30
    7-2 | 2027-02-07
    7-2-'28 | 2028-02-07
    7-2-28 | 2028-02-07
    7/2/'28 | 2028-02-07
    7/2/28 | 2028-02-07
    7.2.2028 | 2028-02-07
    7.2.28 | 2028-02-07
    07-02-2028 | 2028-02-07
    2028-02-07 | 2028-02-07
    7-2 2028 | 2028-02-07
    uiterlijk 15/1 | 2027-01-15
    uiterl. 15/1 | 2027-01-15
    uiterlijk: 15-1 | 2027-01-15
    voor 15/1 | 2027-01-14
    vóór 15-1 | 2027-01-14
    op 15/1 | 2027-01-15
    per 1-2 | 2027-02-01
    t/m 15/1 | 2027-01-15
    tm 15 jan | 2027-01-15
    t.e.m. 15 jan | 2027-01-15
    tot en met 15 januari | 2027-01-15
    rond 15/1 | 2027-01-15
    ca. 15 jan | 2027-01-15
    circa 15 januari | 2027-01-15
    omstreeks 15 jan | 2027-01-15
    tegen 15 jan | 2027-01-15
    ddl 3 maart | 2027-03-03
    ddl: 3 mrt | 2027-03-03
    dl 3/3 | 2027-03-03
    deadline 3 mrt | 2027-03-03
    deadline: 3-3-2027 | 2027-03-03
    streefdatum 3 maart | 2027-03-03
    datum: 3 maart | 2027-03-03
    niet later dan 3 maart | 2027-03-03
    op z'n laatst 3 maart | 2027-03-03
    uiterste datum 3 maart | 2027-03-03
    graag voor 15 dec | 2026-12-14
    graag uiterlijk 15 dec | 2026-12-15
    m.i.v. 1 januari | 2027-01-01
    met ingang van 1 februari | 2027-02-01
    15dec | 2026-12-15
    15 dec | 2026-12-15
    15 dec. | 2026-12-15
    15 dec '26 | 2026-12-15
    15 dec 26 | 2026-12-15
    15-dec-2026 | 2026-12-15
    15-dec | 2026-12-15
    15 december a.s. | 2026-12-15
    15e december | 2026-12-15
    de 15e december | 2026-12-15
    de 15de van december | 2026-12-15
    vijftien december | 2026-12-15
    (15 december) | 2026-12-15
    [15 december] | 2026-12-15
    15 december! | 2026-12-15
    ma 7 dec | 2026-12-07
    ma. 7 dec. | 2026-12-07
    maandag 7 december | 2026-12-07
    maandag 7/12 | 2026-12-07
    ma 7-12 | 2026-12-07
    maandag 7 december 2026 om 10.00 uur | 2026-12-07
    don 10 dec | 2026-12-10
    woe 9 dec | 2026-12-09
    vrij 11 dec | 2026-12-11
    21 jan om 10:30 | 2027-01-21
    21 jan 10.30 uur | 2027-01-21
    21/1 om 10u | 2027-01-21
    21 jan 10:00-12:00 | 2027-01-21
    21 jan van 10 tot 12 uur | 2027-01-21
    1 oct 2027 | 2027-10-01
    1 okt '27 | 2027-10-01
    3 sept. 2027 | 2027-09-03
    3 jun | 2027-06-03
    3 febr. | 2027-02-03
    29 februari 2028 | 2028-02-29
    1 mei | 2027-05-01
    1 april 2027 | 2027-04-01
    1 mei volgend jaar | 2027-05-01
"""

WEEKDAYS = """
    vrijdag | 2026-12-04
    vr | 2026-12-04
    vr. | 2026-12-04
    do | 2026-12-03
    don | 2026-12-03
    don. | 2026-12-03
    woe | 2026-12-02
    di | 2026-12-01
    din | 2026-12-01
    vrij | 2026-12-04
    komende vr | 2026-12-04
    kmd vrijdag | 2026-12-04
    a.s. do | 2026-12-03
    as donderdag | 2026-12-03
    aanst. donderdag | 2026-12-03
    donderdag a.s. | 2026-12-03
    donderdagmiddag | 2026-12-03
    donderdag 's middags | 2026-12-03
    do om 14u | 2026-12-03
    op vrijdag | 2026-12-04
    op vr | 2026-12-04
    uiterlijk vr | 2026-12-04
    voor vr | 2026-12-03
    nog voor vrijdag | 2026-12-03
    deze vrijdag | 2026-12-04
    vrijdag nog | 2026-12-04
    volgende wk di | 2026-12-08
    volg. wk di | 2026-12-08
    vlg wk dinsdag | 2026-12-08
    volgende week di | 2026-12-08
    di volgende week | 2026-12-08
    di volgende wk | 2026-12-08
    dinsdag volgende week | 2026-12-08
    volgende week op dinsdag | 2026-12-08
    deze wk vr | 2026-12-04
    do wk 51 | 2026-12-17
    wk 51 do | 2026-12-17
    donderdag in week 51 | 2026-12-17
    vrijdag over een week | 2026-12-11
    vrijdag over 14 dagen | 2026-12-18
    over 2 weken op dinsdag | 2026-12-15
    over twee weken dinsdag | 2026-12-15
    de eerstvolgende werkdag | 2026-12-01
    volgende werkdag | 2026-12-01
    maandag | ? 2026-11-30 2026-12-07
    volgende vrijdag | ? 2026-12-04 2026-12-11
    maandag of dinsdag | ?
    vrijdag of maandag | ?
    tot vrijdag | ? 2026-12-03 2026-12-04
"""

DAYS_OF_A_MONTH = """
    de 20e | 2026-12-20
    de 20ste | 2026-12-20
    uiterlijk de 20e | 2026-12-20
    voor de 20e | 2026-12-18
    op de 20e | 2026-12-20
    rond de 20e | 2026-12-20
    de 28e van deze maand | !
    zondag de 6e | 2026-12-06
    vrijdag de 4e | 2026-12-04
    vr de 4e | 2026-12-04
    vrijdag 4e | 2026-12-04
    volgende maand de 28e | 2026-12-28
    de 28e volgende maand | 2026-12-28
    de 28e van volgende maand | 2026-12-28
    deze maand de 30e | 2026-11-30
    de 30e deze maand | 2026-11-30
    maandag de 6e | ? 2026-12-06
    vrijdag de 5e | ?
"""

WEEKS = """
    deze week | 2026-12-04
    deze week nog | 2026-12-04
    nog deze week | 2026-12-04
    van de week | 2026-12-04
    van de week nog | 2026-12-04
    eind v/d week | 2026-12-04
    eind vd week | 2026-12-04
    eind v.d. week | 2026-12-04
    einde week | 2026-12-04
    eind deze week | 2026-12-04
    uiterlijk eind deze week | 2026-12-04
    voor het einde van de week | 2026-12-04
    halverwege de week | 2026-12-02
    midden in de week | 2026-12-02
    volgende week | 2026-12-11
    vlg. week | 2026-12-11
    volgende wk | 2026-12-11
    eind volgende week | 2026-12-11
    begin volgende week | 2026-12-08
    begin vlg wk | 2026-12-08
    in de loop van volgende week | 2026-12-11
    ergens in volgende week | 2026-12-11
    het weekend | 2026-12-06
    voor het weekend | 2026-12-04
    na het weekend | 2026-12-07
    komend weekend | 2026-12-06
    week 50 | 2026-12-11
    wk 50 | 2026-12-11
    wk50 | 2026-12-11
    in wk 50 | 2026-12-11
    week 3 | 2027-01-22
    wk 3 2027 | 2027-01-22
    in week 18 | 2027-05-07
    week 18-19 | 2027-05-14
    week 18/19 | 2027-05-14
    wk 18 t/m 19 | 2027-05-14
    week 18 en 19 | 2027-05-14
    weken 18-19 | 2027-05-14
    eind week 50 | 2026-12-11
    begin wk 51 | 2026-12-15
    de week van 7 dec | 2026-12-11
    in de week van 7 december | 2026-12-11
    week van 7/12 | 2026-12-11
    voor week 51 | 2026-12-11
    komende week | ? 2026-12-04 2026-12-11
"""

COUNTED = """
    over 2 weken | 2026-12-14
    over 2 wkn | 2026-12-14
    over twee wk | 2026-12-14
    over 'n week | 2026-12-07
    over een week | 2026-12-07
    over een wk | 2026-12-07
    over 10 dgn | 2026-12-10
    over 10dgn | 2026-12-10
    over 10 dagen | 2026-12-10
    over 3 dgn. | 2026-12-03
    over ongeveer 2 weken | 2026-12-14
    over ca. 2 weken | 2026-12-14
    over een maand | 2026-12-30
    over 1 mnd | 2026-12-30
    over 2 mnd | 2027-01-30
    over een kwartaal | 2027-02-28
    over een half jaar | 2027-05-30
    over 1,5 maand | 2027-01-14
    over 6 maanden | 2027-05-30
    over 5 werkdagen | 2026-12-07
    2 weken na nu | 2026-12-14
    binnen 2 wkn | 2026-12-14
    binnen 3 wkn | 2026-12-21
    binnen drie weken | 2026-12-21
    binnen een maand | 2026-12-30
    binnen 'n maand | 2026-12-30
    binnen 1 mnd | 2026-12-30
    binnen nu en 2 weken | 2026-12-14
    binnen max. 2 weken | 2026-12-14
    binnen 10 werkdagen | 2026-12-14
    uiterlijk binnen 2 weken | 2026-12-14
    de komende twee weken | 2026-12-14
    binnen deze week | 2026-12-04
    binnen dit kwartaal | 2026-12-31
    over anderhalve week | ? 2026-12-10 2026-12-11
    over een week of drie | ? 2026-12-21
    over een dag of tien | ? 2026-12-10
    over een paar weken | ?
    over enkele dagen | ?
    over 2 à 3 weken | ?
    in twee weken | ? 2026-12-14
    binnenkort | ?
    op korte termijn | ?
    t.z.t. | ?
"""

WHAT_IS_LEFT = """
    vandaag | 2026-11-30
    vandaag nog | 2026-11-30
    nog vandaag | 2026-11-30
    uiterlijk vandaag | 2026-11-30
    uiterlijk vandaag nog | 2026-11-30
    vanmiddag | 2026-11-30
    vanavond nog | 2026-11-30
    eod | 2026-11-30
    einde dag | 2026-11-30
    voor het einde van de dag | 2026-11-30
    morgen | 2026-12-01
    morgenvroeg | 2026-12-01
    morgenochtend | 2026-12-01
    morgen nog | 2026-12-01
    morgen om 9 uur | 2026-12-01
    overmorgen | 2026-12-02
    nog deze maand | 2026-11-30
    deze maand nog | 2026-11-30
    nog dit jaar | 2026-12-31
    dit jaar nog | 2026-12-31
    voor het eind van het jaar | 2026-12-31
    voor eind december | 2026-12-31
"""

MONTHS = """
    december | 2026-12-31
    in december | 2026-12-31
    in dec | 2026-12-31
    eind dec | 2026-12-31
    eind december | 2026-12-31
    half dec. | 2026-12-15
    half maart | 2027-03-15
    medio maart | 2027-03-15
    mid maart | 2027-03-15
    midden maart | 2027-03-15
    halverwege maart | 2027-03-15
    begin januari | 2027-01-08
    begin jan. | 2027-01-08
    primo januari | 2027-01-08
    ultimo januari | 2027-01-29
    begin volgende maand | 2026-12-10
    half volgende maand | 2026-12-15
    eind volgende maand | 2026-12-31
    eind v/d maand | 2026-11-30
    einde maand | 2026-11-30
    volgende maand | 2026-12-31
    eerste helft van maart | 2027-03-15
    tweede helft maart | 2027-03-31
    voor maart | 2027-02-26
    vóór maart | 2027-02-26
    na maart | 2027-04-01
    uiterlijk maart | 2027-03-31
    uiterlijk eind maart | 2027-03-31
    tegen eind maart | 2027-03-31
    mei 2027 | 2027-05-31
    april-mei | 2027-05-31
    april t/m mei | 2027-05-31
    komende maand | ? 2026-12-30 2026-12-31
    eind april of begin mei | ? 2027-04-30 2027-05-10
    eind april/begin mei | ? 2027-04-30 2027-05-10
    tot maart | ?
"""

QUARTERS_AND_YEARS = """
    Q1 | 2027-03-31
    q1 | 2027-03-31
    in Q1 | 2027-03-31
    Q2 2028 | 2028-06-30
    Q2 '28 | 2028-06-30
    Q2-2028 | 2028-06-30
    2028-Q2 | 2028-06-30
    eind Q2 2028 | 2028-06-30
    begin Q2 | 2027-04-30
    half Q2 | 2027-05-14
    kw2 | 2027-06-30
    kwartaal 2 | 2027-06-30
    2e kwartaal | 2027-06-30
    het 2e kwartaal | 2027-06-30
    tweede kwartaal 2028 | 2028-06-30
    2e kwartaal van 2028 | 2028-06-30
    eind van het tweede kwartaal | 2027-06-30
    komend kwartaal | 2027-03-31
    volgend kwartaal | 2027-03-31
    dit kwartaal | 2026-12-31
    eind van het kwartaal | 2026-12-31
    begin volgend kwartaal | 2027-01-29
    uiterlijk Q1 | 2027-03-31
    begin 2027 | 2027-01-29
    begin '27 | 2027-01-29
    eind 2027 | 2027-12-31
    medio 2027 | 2027-06-30
    eerste helft 2027 | 2027-06-30
    begin volgend jaar | 2027-01-29
    volgend jaar | 2027-12-31
    eind volgend jaar | 2027-12-31
    uiterlijk 2027 | 2027-12-31
    komend jaar | ?
    later dit jaar | ? 2026-12-31
"""

RANKED = """
    eerste maandag van april | 2027-04-05
    1e ma van april | 2027-04-05
    de eerste maandag in april | 2027-04-05
    laatste vrijdag van mei | 2027-05-28
    de laatste vrijdag van mei | 2027-05-28
    laatste vrijdag v/d maand | 2027-12-31 | 2026-12-25
    derde do van jan | 2027-01-21
    tweede dinsdag van volgende maand | 2026-12-08
    eerste werkdag van mei | 2027-05-03
    1e werkdag van mei | 2027-05-03
    de eerste werkdag van het nieuwe jaar | 2027-01-04
    laatste werkdag van het jaar | 2026-12-31
    laatste werkdag van december | 2026-12-31
    vijfde werkdag van januari | 2027-01-08
    laatste dag van februari | 2027-02-28
"""

FEASTS = """
    Hemelvaartsdag | 2027-05-06
    met Hemelvaart | 2027-05-06
    voor Hemelvaart | 2027-05-05
    na Hemelvaart | 2027-05-07
    een week na Hemelvaart | 2027-05-13
    de dag na Hemelvaart | 2027-05-07
    vrijdag na Hemelvaart | 2027-05-07
    Koningsdag | 2027-04-27
    voor Koningsdag | 2027-04-26
    2 werkdagen voor Koningsdag | 2027-04-23
    twee werkdagen voor Koningsdag | 2027-04-23
    drie dagen voor kerst | 2026-12-22
    een week voor kerst | 2026-12-18
    de week voor kerst | 2026-12-18
    voor de kerst | 2026-12-24
    vóór kerst | 2026-12-24
    nog voor de kerst | 2026-12-24
    uiterlijk voor de kerst | 2026-12-24
    na de kerst | 2026-12-28
    na de kerstdagen | 2026-12-28
    rond kerst | 2026-12-25
    2e kerstdag | 2026-12-26
    met Pasen | 2027-03-28
    voor Pasen | 2027-03-25
    voor de paasdagen | 2027-03-25
    na Pasen | 2027-03-30
    de week na Pasen | 2027-04-02
    dinsdag na Pasen | 2027-03-30
    eerste werkdag na Pasen | 2027-03-30
    een week na 1 mei | 2027-05-08
    twee weken voor 1 juli | 2027-06-17
    3 wkn voor 1 juli | 2027-06-10
    10 werkdagen voor 1 juli | 2027-06-17
    twee weken voor de zomervakantie | 2027-06-25
    voor Sinterklaas | 2026-12-04
    voor de Sint | 2026-12-04
    Prinsjesdag | 2027-09-21
    na carnaval | 2027-02-10
    voor oud en nieuw | 2026-12-30
    voor de jaarwisseling | 2026-12-30
    na de feestdagen | 2027-01-04
    voor bevrijdingsdag | 2027-05-04
    op 5 mei | 2027-05-05
    Goede Vrijdag | 2027-03-26
    met Pinksteren | 2027-05-16
    tweede pinksterdag | 2027-05-17
    vlak voor kerst | ? 2026-12-24
    ruim voor de kerst | ? 2026-12-17 2026-12-24
    kort na Pasen | ? 2027-03-30
"""

RANGES = """
    tussen 4 en 9 feb | 2027-02-09
    tussen 4 en 9 februari | 2027-02-09
    tussen 10 en 15 jan | 2027-01-15
    tussen 28 jan en 4 feb | 2027-02-04
    tussen 28 december en 8 januari | 2027-01-08
    tussen nu en 1 maart | 2027-03-01
    tussen nu en kerst | 2026-12-24 | 2026-12-25
    tussen kerst en oud en nieuw | 2026-12-30
    tussen Pasen en Pinksteren | 2027-05-14
    tussen maart en mei | 2027-05-31
    4-9 feb | 2027-02-09
    4 t/m 9 feb | 2027-02-09
    van 4 t/m 9 februari | 2027-02-09
    4 tot 9 februari | 2027-02-09
    28 jan t/m 4 feb | 2027-02-04
    28 januari - 4 februari | 2027-02-04
    ma t/m wo | 2026-12-02
    maandag t/m woensdag | 2026-12-02
    1 of 2 juni | ? 2027-06-01 2027-06-02
    4 en 5 feb | ?
"""

SOON = """
    zsm, in elk geval voor 1 juli | 2027-06-30
    zo snel als het kan, uiterlijk 1 feb | 2027-02-01
    zsm, uiterlijk vrijdag | 2026-12-04
    zsm maar uiterlijk 18 dec | 2026-12-18
    z.s.m., maar voor 1 juli | 2027-06-30
    zo snel mogelijk, uiterlijk 18 december | 2026-12-18
    asap, uiterlijk 18 dec | 2026-12-18
    in elk geval voor 1 juli | 2027-06-30
    in ieder geval voor de zomer | 2027-07-09
    iig voor 1 juli | 2027-06-30
    begin volgende week, uiterlijk woensdag 9 dec | 2026-12-09
"""

SCHOOL = """
    voor de zomervakantie | 2027-07-09
    voor de zomer | 2027-07-09
    nog voor de zomer | 2027-07-09
    na de zomer | 2027-08-23
    na de zomervakantie | 2027-08-23
    voor de grote vakantie | 2027-07-09
    na de kerstvakantie | 2027-01-04
    voor de kerstvakantie | 2026-12-18
    na de voorjaarsvakantie | 2027-03-01
    voor de voorjaarsvakantie | 2027-02-19
    na de herfstvakantie | 2027-10-25
    voor de krokusvakantie | 2027-02-19
    vóór de meivakantie | ? 2027-04-23
    na de meivakantie | ? 2027-05-03
    tot de zomer | ?
    in de herfstvakantie | ?
    tijdens de kerstvakantie | ?
    herfstvakantie | ?
    rond de meivakantie | ?
    voor de bouwvak | ?
    na de vakantie | ?
    begin van het schooljaar | ? 2027-08-23
    voor het nieuwe schooljaar | ?
    eind van het schooljaar | ? 2027-07-09
    in het voorjaar | ? 2027-03-01 2027-05-31
    in het najaar | ?
    dit voorjaar | ?
    voorjaar 2028 | ? 2028-03-01 2028-05-31
    komende zomer | ?
    begin van de zomer | ?
    in de winter | ?
"""

OPEN_ENDED = """
    vanaf 1 feb | ? 2027-02-01
    vanaf 1 februari 2027 | ? 2027-02-01
    vanaf mei | ? 2027-05-03
    vanaf volgende week | ?
    vanaf week 5 | ? 2027-02-01
    niet voor 1 feb | ? 2027-02-01
    niet eerder dan 1 feb | ? 2027-02-01
    pas na 1 feb | ? 2027-02-02
    op z'n vroegst 1 feb | ? 2027-02-01
    pas in maart | ?
    ruim voor 1 feb | ? 2027-01-22 2027-01-29
    ruim voor de zomer | ? 2027-07-02 2027-07-09
    het liefst voor 1 mei en anders voor 1 juni | ? 2027-04-30 2027-05-31
    liefst deze week en anders volgende week | ? 2026-12-04 2026-12-11
    liefst voor 1 mei | ? 2027-04-30
    bij voorkeur in maart | ? 2027-03-31
    het liefst vrijdag | ? 2026-12-04
    hopelijk voor kerst | ? 2026-12-24
    in principe 1 maart | ? 2027-03-01
    ergens rond 1 maart | ? 2027-03-01
    richting de zomer | ?
"""

RECURRING = """
    elke maandag | ?
    elke vrijdag | ? 2026-12-04
    iedere vrijdag | ? 2026-12-04
    elke week | ? 2026-12-07
    iedere maand | ?
    elk kwartaal | ?
    ieder jaar | ?
    wekelijks | ? 2026-12-07
    maandelijks | ? 2026-12-30
    jaarlijks | ?
    om de week | ? 2026-12-07
    om de twee weken | ?
    elke eerste maandag van de maand | ?
    iedere 1e dinsdag van de maand | ?
    2x per jaar | ?
    per kwartaal | ?
    maandags | ?
    op vrijdagen | ?
    wekelijks op dinsdag | ? 2026-12-01
    elke twee weken | ?
"""

SLIPS = """
    dondrdag | ? 2026-12-03
    donderdga | ? 2026-12-03
    vrijdg | ? 2026-12-04
    vijdag | ? 2026-12-04
    komende vrijdg | ? 2026-12-04
    volgende week dinsdg | ? 2026-12-08
    septmber | ? 2027-09-30
    1 septmber | ? 2027-09-01
    3 febuari | ? 2027-02-03
    3 januarie | ? 2027-01-03
    15 decmber | ? 2026-12-15
    eind ocktober | ? 2027-10-29
    1 agustus | ? 2027-08-01
    uiterlijk 3 arpil | ? 2027-04-03
    uiterlik 1 mei | ? 2027-05-01
    volgnde week | ? 2026-12-11
    overmogen | ? 2026-12-02
    mogren | ? 2026-12-01
    voor de kerstvakntie | ? 2026-12-18
    hemelvart | ?
    na pinkstren | ? 2027-05-18
"""

SIBLINGS = """
    vóór vrijdag de 18e | 2026-12-17
    voor maandag 14/12 | 2026-12-11
    begin dec | 2026-12-10
    eerste wk van jan | ? 2026-12-31 2027-01-08
    eerste week v jan | ? 2026-12-31 2027-01-08
    1e week januari | ? 2026-12-31 2027-01-08
    2e week van januari | ? 2027-01-08 2027-01-15
    laatste week van januari | 2027-01-29
    half januari '27 | 2027-01-15
    eind 1e kwartaal | 2027-03-31
    einde Q1 2027 | 2027-03-31
    Q4 dit jaar | 2026-12-31
    kwartaal 1 volgend jaar | 2027-03-31
    derde kwartaal van volgend jaar | 2027-09-30
    medio Q2 | 2027-05-14
    in het eerste kwartaal van 2027 | 2027-03-31
    in de eerste helft van 2027 | 2027-06-30
    eerste helft van volgend jaar | 2027-06-30
    2e helft 2027 | 2027-12-31
    uiterlijk over 2 weken | 2026-12-14
    uiterlijk volgende week vrijdag | 2026-12-11
    uiterlijk volgende week vr. | 2026-12-11
    volgende week maandag | 2026-12-07
    aanstaande maandag | 2026-12-07
    ma 7 december as | 2026-12-07
    zaterdag 12 december | 2026-12-12
    za 12/12 | 2026-12-12
    dinsdag 15 december om half drie | 2026-12-15
    di 15 dec 14.30u | 2026-12-15
    wo 16/12 tussen 10 en 12 | 2026-12-16
    do 17 dec 's ochtends | 2026-12-17
    do 17 dec in de ochtend | 2026-12-17
    vrijdag voor 12 uur | 2026-12-04
    voor vrijdag 12.00 | 2026-12-04
    morgen voor 17:00 | 2026-12-01
    morgen einde dag | 2026-12-01
    vanmiddag nog | 2026-11-30
    vandaag voor 5 uur | 2026-11-30
    nu vrijdag | 2026-12-04
    deze donderdag nog | 2026-12-03
    donderdag of vrijdag | ? 2026-12-03 2026-12-04
    di of wo | ? 2026-12-01 2026-12-02
    over drie weken | 2026-12-21
    over 3 weken op vrijdag | 2026-12-25
    over precies 2 weken | 2026-12-14
    over minimaal 2 weken | ? 2026-12-14
    over zo'n 2 weken | 2026-12-14
    over een week of 2 | ? 2026-12-14
    over 2 tot 3 weken | ? 2026-12-14
    over twee tot drie maanden | ? 2027-01-30
    over 14 dagen | 2026-12-14
    over veertien dagen | 2026-12-14
    over 100 dagen | 2027-03-10
    over 1 jaar | 2027-11-30
    over 'n maand | 2026-12-30
    over een maandje | 2026-12-30
    over een weekje | 2026-12-07
    over 'n paar dagen | ?
    binnen enkele weken | ?
    binnen een half jaar | 2027-05-28
    binnen anderhalve maand | 2027-01-14
    binnen 48 uur | ? 2026-12-02
    binnen vijf werkdagen | 2026-12-07
    binnen 1 week | 2026-12-07
    in 2 weken | ? 2026-12-14
    in de komende weken | ?
    komende weken | ?
    de komende maand | ? 2026-12-30 2026-12-31
    deze maand | 2026-11-30
    eind deze maand | 2026-11-30
    medio volgende maand | 2026-12-15
    maandag over 2 weken | ? 2026-12-14 2026-12-21
    woensdag over twee weken | 2026-12-16
    tweede paasdag | 2027-03-29
    na paasmaandag | 2027-03-30
    1e pinksterdag | 2027-05-16
    dag voor Koningsdag | 2027-04-26
    de dag voor kerst | 2026-12-24
    de vrijdag voor Pasen | 2027-03-26
    de maandag na Pinksteren | 2027-05-24
    week na Hemelvaart | 2027-05-14
    eerste week na de kerstvakantie | 2027-01-08
    eerste werkdag na de kerstvakantie | 2027-01-04
    laatste werkdag voor kerst | 2026-12-24
    laatste week voor kerst | 2026-12-18
    laatste week voor de zomervakantie | 2027-07-09
    drie weken voor de zomervakantie | 2027-06-18
    2 weken na de zomervakantie | 2027-09-06
    een maand na 1 januari | 2027-02-01
    een maand voor 1 april | 2027-03-01
    10 dagen na Pasen | 2027-04-08
    5 werkdagen na 1 feb | 2027-02-08
    vijf werkdagen voor 15 januari | 2027-01-08
    tussen 1 en 15 maart | 2027-03-15
    tussen 1-3 en 15-3 | 2027-03-15
    tussen 1/3 en 15/3 | 2027-03-15
    tussen 15 december en 15 januari | 2027-01-15
    tussen maandag en woensdag | 2026-12-02
    tussen week 3 en week 5 | 2027-02-05
    tussen begin en eind maart | 2027-03-31
    tussen nu en eind januari | 2027-01-29
    tussen nu en de zomer | 2027-07-09
    van 1 tot 15 maart | 2027-03-15
    1 t/m 15 maart | 2027-03-15
    1-15 maart | 2027-03-15
    1 mrt - 15 mrt | 2027-03-15
    1/3 - 15/3 | 2027-03-15
    1/3 t/m 15/3 | 2027-03-15
    week 3 t/m 5 | 2027-02-05
    wk 3-5 | 2027-02-05
    week 3 of 4 | ? 2027-01-22 2027-01-29
    wk 3 of wk 4 | ? 2027-01-22 2027-01-29
    week 3/4 | 2027-01-29
    jan/feb | 2027-02-26
    jan - feb | 2027-02-26
    maart of april | ? 2027-03-31 2027-04-30
    in maart of april | ? 2027-03-31 2027-04-30
    Q1 of Q2 | ? 2027-03-31 2027-06-30
    zo snel mogelijk, voor vrijdag | 2026-12-03
    z.s.m. (uiterlijk 1 februari) | 2027-02-01
    z.s.m. - uiterlijk 1 februari | 2027-02-01
    zsm en uiterlijk 1 feb | 2027-02-01
    zsm, liefst voor 1 feb | ? 2027-01-29
    zo spoedig mogelijk maar in ieder geval voor de kerst | 2026-12-24
    in elk geval nog dit jaar | 2026-12-31
    sowieso voor kerst | 2026-12-24
    in ieder geval uiterlijk 1 feb | 2027-02-01
    uiterlijk 31 dec a.s. | 2026-12-31
    uiterlijk 31/12 | 2026-12-31
    ult. 31 jan | 2027-01-31
    max 15 januari | 2027-01-15
    deadline 1-2 | 2027-02-01
    deadline: ma 1 feb | 2027-02-01
    DDL: 1/2 | 2027-02-01
    due 1 feb | 2027-02-01
    dl: 1 feb | 2027-02-01
    1 feb uiterlijk | 2027-02-01
    vrijdag uiterlijk | 2026-12-04
    1 feb as. | 2027-02-01
    1 februari jl. | !
    vorige week | ?
    gisteren | !
    31 feb | !
    31-2 | !
    30/2 | !
    32 dec | !
    31/11 | !
    13-13-2027 | !
    29 feb 2027 | !
    1-1-9999 | ? 9999-01-01
    31-12-9999 | ? 9999-12-31
    voorjaar | ? 2027-03-01 2027-05-31
    lente 2027 | ? 2027-03-01 2027-05-31
    eind van het jaar | 2026-12-31
    einde jaar | 2026-12-31
    EOY | 2026-12-31
    eind '26 | 2026-12-31
    ergens in januari | 2027-01-29
    ergens in Q1 | 2027-03-31
    ergens volgende week | ? 2026-12-11
    begin van de week | 2026-12-01
    midden volgende week | 2026-12-09
    in de tweede week van januari | ? 2027-01-08 2027-01-15
    in de kerstvakantie | ? 2026-12-18 2027-01-04
    in de meivakantie | ? 2027-04-23 2027-05-03
    voor de herfstvakantie | 2027-10-15
    na de zomer 2027 | 2027-08-23
    na de zomervakantie van 2027 | 2027-08-23
    voor de zomer van 2028 | 2028-07-14
    direct na de kerstvakantie | ? 2027-01-04
    vlak voor de zomer | ? 2027-07-09
    net na de zomer | ? 2027-08-23
    kort voor 1 mei | ? 2027-04-30
    ruim voor Pasen | ? 2027-03-18 2027-03-25
    ruim op tijd voor de zomer | ? 2027-07-02 2027-07-09
    niet voor de zomer | ? 2027-07-12
    niet eerder dan maart | ? 2027-03-01
    pas na de zomer | ? 2027-08-23
    pas in 2027 | ? 2027-01-04
    vanaf januari | ? 2027-01-04
    vanaf begin januari | ? 2027-01-04
    vanaf de 15e | ? 2026-12-15
    vanaf 15/1 | ? 2027-01-15
    vanaf Q2 | ? 2027-04-01
    m.i.v. 1 jan | 2027-01-01
    ingaande 1 jan | ? 2027-01-01
    met ingang van januari | ? 2027-01-04
    per januari | ? 2027-01-04
    per 1-1-2027 | 2027-01-01
    elke maandagochtend | ? 2026-11-30 2026-12-07
    iedere week op vrijdag | ? 2026-12-11
    elke 1e van de maand | ? 2026-12-01
    elke laatste vrijdag van de maand | ? 2026-12-25
    om de twee maanden | ? 2027-01-30
    eens per kwartaal | ? 2027-02-28
    1x per maand | ? 2026-12-30
    twee keer per jaar | ? 2027-11-30
    eens in de twee weken | ? 2026-12-14
    driemaal per jaar | ? 2027-11-30
    maandelijks vanaf januari | ? 2027-01-29
    wekelijks op maandag | ? 2026-11-30 2026-12-07
    dagelijks | ? 2026-12-01
    jaarlijks in mei | ? 2027-05-31
    elk voorjaar | ? 2027-03-01 2027-05-31
    donerdag | ? 2026-12-03
    woensdga | ? 2026-12-02
    maadag | ? 2026-11-30 2026-12-07
    zatedag | ? 2026-12-05
    zonag | ? 2026-12-06
    dinsag | ? 2026-12-01
    deccember | ? 2026-12-31
    jannuari | ? 2027-01-29
    febrari | ? 2027-02-26
    maartt | ? 2027-03-31
    arpil | ? 2027-04-30
    augstus | ? 2027-08-31
    novembr | ? 2026-11-30
    oktobr | ? 2027-10-29
    kwartal 2 | ? 2027-06-30
    uiterljk 1 feb | ? 2027-02-01
    voor vrijdga | ? 2026-12-03
    volgende weel | ? 2026-12-11
    volgende maadn | ? 2026-12-31
    overmorge | ? 2026-12-02
    overmrgen | ? 2026-12-02
    morgne | ? 2026-12-01
    vandaga | ? 2026-11-30
    dit wekeend | ? 2026-12-06
    kerstvkantie | ? 2026-12-18 2027-01-04
    voor de zomervakanite | ? 2027-07-09
    15 januai | ? 2027-01-15
    15 jnauari | ? 2027-01-15
"""

SHORTHAND = """
    vrijdag eob | 2026-12-04
    vr cob | 2026-12-04
    vr 12h | 2026-12-04
    vrijdag om 9 | 2026-12-04
    vrijdag einde middag | 2026-12-04
    vrijdag begin van de middag | 2026-12-04
    wo-avond | 2026-12-02
    ultimo vrijdag | 2026-12-04
    over een uurtje | 2026-11-30
    over 48 uur | ? 2026-12-02
    8 maart 10u30 | 2027-03-08
    8 maart (maandag) | 2027-03-08
    8. maart | 2027-03-08
    8/mrt/27 | 2027-03-08
    8 mrt.'27 | 2027-03-08
    8 / 3 | 2027-03-08
    8 - 3 - 2027 | 2027-03-08
    ~8 maart | 2027-03-08
    ± 8 maart | 2027-03-08
    <8/3 | 2027-03-08
    komende maandag 8 april | ? 2027-04-08 2026-12-07
    komende april | 2027-04-30
    april a.s. | 2027-04-30
    volgende april | ? 2027-04-30
    over een halfjaar | 2027-05-30
    binnen een halfjaar | 2027-05-28
    over een kleine maand | ? 2026-12-30
    binnen het jaar | ?
    eerste halfjaar 2027 | 2027-06-30
    H1 2027 | 2027-06-30
    begin tweede halfjaar 2027 | 2027-07-30
    halverwege het tweede halfjaar van 2027 | 2027-09-30
    eind H1 2028 | 2028-06-30
    tweede halfjaar 2027 | 2027-12-31
    Q1/Q2 2027 | 2027-06-30
    Q1-Q2 | 2027-06-30
    2028Q2 | 2028-06-30
    Q2/2028 | 2028-06-30
    eind Q1/begin Q2 | ? 2027-03-31
    2027-W12 | 2027-03-25
    weeknr 12 | 2027-03-25
    week nr 12 | 2027-03-25
    week twaalf | 2027-03-25
    tussen week 12 en 14 | 2027-04-09
    jaareinde | 2026-12-31
    voor jaareinde | 2026-12-31
    binnen een week na Pasen | 2027-04-05
    tbd | -
    4/5 april | ? 2027-04-04 2027-04-05
    12, 19 en 26 april | ? 2027-04-12 2027-04-19 2027-04-26
    15e | ? 2026-12-15
    de vijftiende | ? 2026-12-15
    vrydag | ? 2026-12-04
    vanaaf 1 april | ? 2027-04-01
    z.s.m. na 1 april | ? 2027-04-02
    voor de start van het schooljaar | ?
    voor aanvang van de zomervakantie | 2027-07-09
    na de verkiezingen | ?
    voor de ramadan | ?
    99-99-9999 | !
    0-0-0000 | !
    45-3-2027 | !
"""

RANGES_AND_PARTS = """
    ma-wo | 2026-12-02
    di-do | 2026-12-03
    ma-zo | 2026-12-04
    vr t/m zo | 2026-12-04
    za-zo | 2026-12-06
    maandag t/m zondag | 2026-12-04
    tussen ma en zo | 2026-12-04
    van maandag tot woensdag | ? 2026-12-02
    begin tot half april | 2027-04-15
    begin-half april | 2027-04-15
    half tot eind april | 2027-04-30
    van begin tot eind april | 2027-04-30
    half april tot begin mei | 2027-05-10
    eind maart-begin april | 2027-04-09
    4-9 april | 2027-04-09
    4-11 april | 2027-04-09
    tussen 4 en 10 april | 2027-04-09
    tussen 4/4 en 11/4 | 2027-04-09
    tussen 4 april en 11 april | 2027-04-09
    4 april t/m 11 april | 2027-04-09
    van 4 april tot 11 april | 2027-04-09
    10-11 april | 2027-04-11
    ma 5 t/m zo 11 april | 2027-04-09
    ma 5 - vr 9 april | 2027-04-09
    tussen ma 5 en vr 9 april 2027 | 2027-04-09
    week 3 tot week 5 | 2027-02-05
    week 50, 51 | ? 2026-12-11 2026-12-18
    binnen nu en kerst | 2026-12-24
    tweede helft Q1 | ? 2027-03-31
    laatste week van het jaar | ? 2026-12-24 2026-12-31
"""

INTERVALS = """
    3-wekelijks | ? 2026-12-21
    4 wekelijks | ? 2026-12-28
    2wekelijks | ? 2026-12-14
    twee-wekelijks | ? 2026-12-14
    driewekelijks | ? 2026-12-21
    zeswekelijks | ? 2027-01-11
    2-maandelijks | ? 2027-01-30
    tweemaandelijks | ? 2027-01-30
    driemaandelijks | ? 2027-02-28
    halfmaandelijks | ? 2026-12-14
    2-jaarlijks | ? 2028-11-30
    1x p/m | ? 2026-12-30
    eens per half jaar | ? 2027-05-30
    jaarlijks per 1 jan | ? 2027-01-01
    wekelijks, ma | ? 2026-11-30 2026-12-07
    3-wekelijks op dinsdag | ?
"""

OCCASIONS = """
    voor het volgende overleg | ?
    voor ons volgende overleg | ?
    na de volgende vergadering | ?
    bij het komende tafeloverleg | ?
    op de volgende tafel | ?
    tijdens de eerstvolgende stuurgroep | ?
    uiterlijk bij de volgende bijeenkomst | ?
    volgende vergadering | ?
    volgende keer | ?
    3 weken na de kick-off | ?
    een week voor de bijeenkomst | ?
    uiterlijk 2 werkdagen voor de uitreiking | ?
"""

NOTHING_BUT_DIGITS = """
    8.3 | ? 2027-03-08
    8.3. | ? 2027-03-08
    8. 3. | ? 2027-03-08
    08.03. | ? 2027-03-08
    8 . 3 . 2027 | 2027-03-08
    2027.03.08 | 2027-03-08
    2027 03 08 | 2027-03-08
    20270308 | ? 2027-03-08
    08032027 | ? 2027-03-08
    080327 | ? 2027-03-08
    8mrt27 | 2027-03-08
    8mrt2027 | 2027-03-08
    1Q27 | 2027-03-31
    Q1 27 | 2027-03-31
    31/11/26 | !
    29-2-27 | !
    {8 maart} | 2027-03-08
"""

SCHOOL_YEARS = """
    schooljaar 2027-2028 | ? 2027-08-23 2028-07-14
    in schooljaar 2027/2028 | ? 2027-08-23 2028-07-14
    studiejaar 27/28 | ? 2027-08-23 2028-07-14
    seizoen 2027-2028 | ? 2027-08-23 2028-07-14
    in 2027/2028 | ? 2027-08-23 2028-07-14
    2027/28 | ? 2027-08-23 2028-07-14
    week 2 van de kerstvakantie | ? 2027-01-01
    eerste week van de zomervakantie | ? 2027-07-16
    laatste schooldag | ? 2027-07-09
    eerste schooldag | ? 2027-08-23
    voor de toetsweek | ?
    voor het kerstreces | ? 2026-12-18
    na het zomerreces | ? 2027-08-23
    na het reces | ?
    voor de voorjaarsvak. | 2027-02-19
    voor zomervak | 2027-07-09
    na de mei-vakantie | ? 2027-05-03
"""

SAID_IN_PASSING = """
    moet klaar zijn op 15 januari | 2027-01-15
    moet af zijn voor vrijdag | 2026-12-03
    overmrg | 2026-12-02
    Friday | ? 2026-12-04
    next week | ? 2026-12-11
    tomorrow | ? 2026-12-01
    wo 9/12, 10.30u | 2026-12-09
    di. 15/12/26 | 2026-12-15
    asap, ult. 11-12 | 2026-12-11
    eerste halfjaar '27 | 2027-06-30
    woe 16.12. | 2026-12-16
    half feb-half mrt | 2027-03-15
    eind feb tot half mrt | 2027-03-15
    tussen nu en half maart | 2027-03-15
    onder voorbehoud 3 maart | ? 2027-03-03
    2027-02-12T10:00 | 2027-02-12
    na de eerstvolgende bestuursvergadering | ?
    5 werkdagen voor de raad | ?
    elke 1e werkdag | ? 2026-12-01
    over goed 2 weken | ? 2026-12-14
    over pakweg 3 weken | ? 2026-12-21
    over 10 wd | 2026-12-14
    eerdaags | ?
    startdatum 1 feb | ? 2027-02-01
    gepland op 3 feb | ? 2027-02-03
    niet na 3 feb | 2027-02-03
    3 feb of later | ? 2027-02-03
    3 feb of eerder | ? 2027-02-03
    3 feb o.v. | ? 2027-02-03
    3 feb hele dag | 2027-02-03
    3 & 4 feb | ? 2027-02-03 2027-02-04
    3, 4 feb | ? 2027-02-03 2027-02-04
    iedere 1e ma v/d mnd | ? 2026-12-07
    do/vr | ? 2026-12-03 2026-12-04
"""

PHRASES = (
    DAYS_AND_MONTHS + WEEKDAYS + DAYS_OF_A_MONTH + WEEKS + COUNTED + WHAT_IS_LEFT + MONTHS + QUARTERS_AND_YEARS + RANKED
    + FEASTS + RANGES + SOON + SCHOOL + OPEN_ENDED + RECURRING + SLIPS + SIBLINGS + SHORTHAND + RANGES_AND_PARTS
    + INTERVALS + OCCASIONS + NOTHING_BUT_DIGITS + SCHOOL_YEARS + SAID_IN_PASSING
)  # fmt: skip

# Titles as they stand on action agendas: some end in what is done, some in words behind it, some are orders.
TASKS = (
    "Stagepact laten tekenen",
    "Verslag delen met de tafel",
    "Cijfers ophalen bij CBS",
    "Kennismaken met de wethouder",
    "Zaal reserveren",
    "Mailing doen",
)

TRAPS = """
    Pilot waterstof H2
    Kan de zaal open op 8 maart?
    Wie belt de gemeente vrijdag?
    Overdracht aan de vijftiende ploeg
    Lijn 8/mrt
    Gesprek met de goede
    Draaiboek maken voor de sessie met de tafel
    Werkgroep 3 en 4
    Klas 1/2
    Plan 2030 schrijven
    Visie 2030
    Ambitie 2030 vaststellen
    Nota Koers 2030 lezen
    Jaarplan 2027
    Begroting 2027 opstellen
    Begroting maken voor 2027
    Rapport Q3 lezen
    Q-koorts protocol
    Protocol Q-koorts bespreken
    Informatie over Q-koorts
    1 op 1 gesprekken
    1-op-1 gesprekken voeren
    Coachen 1 op 1
    Route 66
    Route 66 evalueren
    24/7 bereikbaarheid
    24/7-dienst regelen
    Helpdesk bemannen 24/7
    Bereikbaarheid organiseren 24/7
    Fase 2/3 uitwerken
    Uitwerken fase 2/3
    Project in fase 2/3
    Mei plaatst de vacature
    Mei-Lin bellen
    Afspraak met Mei-Lin
    Gesprek met Mei Lin
    Bellen met Karim Mei
    Afspraak maken met Theo Maart
    Overleggen met Piet Zondag
    Contact met Jan Zondag
    Bellen met mevrouw Vrijdag
    Familie Zondag bezoeken
    April Jansen uitnodigen
    Week van de techniek
    Week van de Techniek voorbereiden
    Stand regelen op de week van de techniek
    Dag van de bouw
    Dag van de Bouw organiseren
    Nacht van de techniek
    Maand van de vakman
    Top 10-11
    Top 10 maken
    A1/A28
    Verkeer op de A1/A28
    Overleggen over A1/A28
    N35/N348
    mbo 3-4
    Stages voor mbo 3-4
    Stages zoeken voor mbo 3-4
    Niveau 3-4 opleiding herzien
    Opleiding herzien voor niveau 3-4
    Groep 7-8 uitnodigen
    Lessen voor groep 7/8
    Klas 1-2
    Leerjaar 1/2
    50-50 verdeling
    Kosten verdelen 50-50
    Kosten verdelen 60/40
    Verdeling 1/3 - 2/3
    Regeling 1/3 bedrijven en 2/3 overheid uitwerken
    3/4 van de bedrijven bezoeken
    Kwart over 3
    Versie 1.2
    Versie 1.2 testen
    Uitrollen versie 1.2
    Release 2.12
    Hoofdstuk 3.4 schrijven
    Uurtarief van 45,50 naar 50 brengen
    Korting van 10-15%
    Kamer 12/5 reserveren voor de kick-off
    Lokaal 3-4
    Verhuizen naar lokaal 3-4
    Stageplekken voor 12-18 jaar
    Jongeren van 16-27
    Wat doen we na 5 jaar Human Capital Agenda
    Werktijden 9-5
    Openingstijden 9-12
    Uitslag 3-2
    Score 4-1
    Plan voor zomerscholen uitwerken
    Zomerschool opzetten
    Zomerprogramma maken
    Kerstborrel organiseren
    Kerstpakketten bestellen
    Herfsteditie banenmarkt evalueren
    Paasontbijt regelen
    Programma herfstvakantie
    Aanbod zomervakantie
    Activiteiten meivakantie
    Vrijdagmiddagborrel
    Maandagochtendoverleg plannen
    Zaterdagschool starten
    Zondagsopenstelling bespreken
    Pilot VR
    Leren lassen in VR
    Training in VR geven
    MA-programma
    Wo en hbo betrekken
    Instroom hbo en wo
    Samenwerken met hbo en wo
    Doe-dag organiseren
    Kaart maken
    Kaart van de regio
    Plan op maat
    Werken op maat
    Aanbod op maat
    Zorgen voor morgen
    Banen van morgen
    De vakman van morgen werven
    Vandaag is het feest
    Eerste hulp
    Eerste stap zetten
    De laatste loodjes
    De tweede fase starten
    Fase 2 van het project Werk(t) starten
    Derde plaats vieren
    Een week stage lopen
    Drie dagen meelopen
    Stage van 10 weken
    Cursus van 3 dagen
    Vier weken proefdraaien
    Klanten per maand
    Kosten per jaar berekenen
    Twee keer per week
    Wekelijks overleg
    Wekelijkse nieuwsbrief
    Jaarlijks congres voorbereiden
    Maandelijkse lunch plannen
    Elke deelnemer bellen
    Iedere school bezoeken
    Om de tafel met de vakbond
    Vanaf het begin meedoen
    Niet voor de poes
    Voor en na vergelijken
    Na afloop evalueren
    Tussen wal en schip
    Tussen school en werk
    Samenwerking tussen mbo en hbo
    Over de streep trekken
    Binnen en buiten
    Rond de tafel
    Tegen de stroom in
    Uiterlijk van het loket verbeteren
    Deadline verplaatsen
    Eind goed al goed
    Begin gemaakt met het plan
    Half werk voorkomen
    Bedrijf van het jaar kiezen
    Leerbedrijf van het jaar
    Ondernemer van de maand
    Tip van de week
    Stand van zaken
    Stand van de maand
    Planning voor mei
    Agenda voor 3 juni
    Notulen van 12 mei
    Convenant 2026-2030
    Actieplan 2026 - 2030
    Meerjarenplan 26-30
    Budget 10.000
    Budget 1.500 euro
    Subsidie 12-13 miljoen
    BOUW-12 afronden
    BHV 2
    ISO 9001
    NEN 3140
    Python 3.12 installeren
    Stationsplein 1
    Bel 06-12345678
    De heer Van Maart uitnodigen
    Zon op daken
    Zonnepanelen op dak
    Vrij ondernemen
    Jongeren vrij
    Dinsdagen
    Doorlopende leerlijn
    Doorlopende leerlijn maken
    Binnenkort klaar
    Straks en later
    Convenant 2027 ondertekenen
    Actieplan 2027-2030 schrijven
    Subsidieronde 3 openen
    Werkgroep 2 starten
    Aanvraag 2e tranche indienen
    Tranche 2 uitzetten
    Menukaart laten drukken
    Plan van aanpak schrijven
    Plan B
    Deelnemers max 15
    Bijeenkomst voor 30 personen
    Bijeenkomst met 12 mbo-studenten
    Mentoren koppelen 1-op-1
    Uren verdelen 40-60
    Wachtlijst van 3 maanden bespreken
    Stage van een half jaar regelen
    Traject van 6 weken opzetten
    Leerwerktraject van 2 jaar
    Proefplaatsing 3 maanden
    Contract voor 1 jaar
    Contract voor een jaar verlengen
    Contract verlengen voor 2 jaar
    Subsidie aanvragen voor 3 jaar
    Cursus volgen van 2 dagen
    Kosten per kwartaal
    Cijfers per maand
    Verzuim per week meten
    Bedrijven bezoeken in de regio
    Stagemarkt in de IJsselhallen
    Bijeenkomst op locatie
    Overleg op het stadhuis
    Werken op vrijdag promoten
    Vierdaagse werkweek onderzoeken
    Weekendschool starten
    Zaterdagbanen promoten
    Zomerbanen regelen
    Winterschool
    Herfstkamp
    Voorjaarsnota bespreken
    Najaarsnota lezen
    Kerstmarkt bezoeken
    Kerstkaarten sturen
    Sinterklaasfeest vieren
    Paaseieren
    Pinkstermarkt
    Koningsspelen
    Hemelvaartroute
    Maart Energie bellen
    April Beheer bezoeken
    Augusta bellen
    Julia uitnodigen
    Juliana van Stolberg
    Juniorenprogramma maken
    Marta bellen
    Jan uitnodigen
    Bellen met Jan
    Afspraak met Dik
    Mail van Zaal
    Februariplein opknappen
    Meiboom planten
    Meiregen
    Meidenclub starten
    Mei Ling uitnodigen
    Naar Meijer
    Octopus bellen
    Don Bosco college bezoeken
    Bellen met Don
    Overleg met Wout
    Nieuwe wet per artikel uitwerken
    Woensdrecht bezoeken
    Vrijdagmarkt
    1e lijn versterken
    2e kans onderwijs
    Project 2e kans
    3e leerweg verkennen
    Derde leerweg promoten
    Ronde 2
    Ronde 2/3
    Stap 1-3 uitwerken
    Hoofdstuk 1 t/m 3 schrijven
    Schrijven hoofdstuk 1 t/m 3
    Pagina 3-4 nakijken
    Klas 3/4 havo bezoeken
    Havo 4/5
    vmbo 3/4
    Vmbo-t 3-4 leerlingen
    mbo niveau 2-3
    Uitstroom niveau 3/4
    4-daagse
    32-uursweek
    36/40 uur
    Week 40-uurs
    5 O's uitleggen
    Top 5
    50+ werkzoekenden
    55-plussers
    Leeftijd 16-27
    Leeftijdsgroep 18-27
    Kandidaten van 27-55
    Loonkosten 1-1-model
    Model 70-20-10
    70/20/10
    Regel 80/20
    80-20
    Verhouding 3/4
    Score 7/10
    Een 7-10
    Fietsroute F35
    A28 afslag 19
    N340/N48
    Kamer 3.12
    Zaal 2.04
    Lokaal 1.15 reserveren
    Gebouw A 1.2
    Versie 2.0 maken
    Wet 12-10
    Artikel 3.4
    Artikel 7:610
    BBL/BOL
    BBL 2-3
    Avg 30/31
    Kop 1/2
    1/3 van de tijd
    Halve dag meelopen
    Hele week stage
    Dag 1
    Dag 2 voorbereiden
    Week 1 van de cursus
    Sprint 3
    Module 5/6
    Unit 3-4
    Onderdeel 2.1
    Van A naar B
    Van 9 tot 5
    Werken van 9-5
    Open van 9-12
    Inloop 9-12
    Inloop 10-12 uur
    Spreekuur 9-11
    Vragen voor morgen
    Banen voor morgen
    De school van morgen
    Vandaag voor morgen
    Overmorgen Academy
    Nu en later
    Nu of nooit
    Later als ik groot ben
    Komende generatie
    Volgende generatie
    Volgende lichting werven
    Volgende stap zetten
    Eerste maandelijks overleg
    Laatste ronde
    Laatste kans
    Deze keer wel
    Elke dag telt
    Elke dag een held
    Iedere dag werken
    Om de beurt
    Om de hoek
    Om het jaar
    Rond de kerk
    Rond maken
    Voor elkaar
    Voor de jeugd
    Voor de zorg
    Voor de bouw
    Na de studie
    Na school
    Na de opleiding
    Tot de orde
    Tot slot
    Tot en met
    Tussen de middag
    Tussen kunst en kitsch
    Binnen de lijntjes
    Binnen de tafel
    Per saldo
    Per persoon
    Per post versturen
    Per direct beschikbaar
    Met spoed
    Met kerst open
    Met Pasen vrij
    Deadline
    De deadline halen
    Uiterlijk
    Uiterlijk vernieuwen
    Datum prikken
    Datum
    Datumprikker sturen
    Nieuwe datum prikken
    Datum kick-off bepalen
    Streefdatum bepalen
    Planning maken
    Planning week maken
    Weekplanning
    Jaarkalender maken
    Kwartaalrapportage
    Kwartaalcijfers delen
    Q1-cijfers delen
    Cijfers Q1
    Rapportage Q1
    Rapportage Q1 2027
    Jaarverslag 2026
    Jaarverslag over 2026 schrijven
    Terugblik 2026
    Vooruitblik 2027
    Agenda 2030 uitdragen
    Opgave 2040
    Zwolle 2030
    Regio Zwolle 2030 promoten
    Visie op 2030
    Klaar voor 2030
    Klaar voor de toekomst
    Toekomst
    Bellen met 0800-1202
    Postcode 8011 PK
    Zwolle 8025 AB bezoeken
    Langskomen op Grote Markt 12
    Bezoek Dokter van Thienenweg 3
    Kantoor Burgemeester Drijbersingel 25
    Hanzeplein 1-3 bekijken
    Lübeckplein 2 huren
    Dokterspad 12/14
    Begroting van € 12.500 rondkrijgen
    Budget 2,5 mln
    Bijdrage 50/50
    € 1.200,- aanvragen
    Subsidie van 8.3 miljoen
    Tekort 8.3 miljoen
    Aanvraag 20270308 afhandelen
    Dossier 20261201
    Factuur 2026-118 betalen
    Factuur 2027-0042
    Zaaknummer 20261130-12
    Projectcode 261201
    KvK 08123456 opzoeken
    BTW 21%
    Groei met 3-4%
    Release 3.12 testen
    Versie 8.3 uitrollen
    Update naar 12.1
    Windows 11 installeren
    Office 365 inrichten
    Microsoft 365 training
    Excel voor beginners
    HBO 2.0
    Zwolle 4.0
    Industrie 4.0
    Web 2.0
    Techniek 3.0 congres
    Uitslag 2-1
    PEC wint met 3-0
    Score 8.3
    Cijfer 7,5
    Rapportcijfer van 7 naar 8
    Verdeling 70-30
    Verhouding 1 op 4
    1 op de 5 vacatures vervullen
    Open van 9:00 tot 17:00
    Inloop van 10 tot 12
    Spreekuur 14.00-16.00
    Tafel 12 reserveren voor de lunch
    24-uursactie opzetten
    36-urige werkweek
    4x4-regeling
    3-daagse training maken
    2-daagse in Ommen
    Tweedaagse conferentie
    Wekelijkse mail
    3-wekelijks overleg
    2-wekelijkse stand-up
    Maandelijkse netwerkborrel
    Driewekelijkse cyclus opzetten
    Vierwekelijks ritme
    Halfjaarlijkse rapportage
    Meerjarenplan 2027-2030
    Schooljaar 2027-2028 voorbereiden
    Jaarplan schooljaar 2027-2028
    Visie 2035
    Agenda 2040
    Werkgeversonderzoek 2026
    Nulmeting 2026 afronden
    Evaluatie volgende vergadering
    Agenda volgend overleg
    Overleg voorbereiden
    Voor het overleg koffie regelen
    Iets lekkers voor het overleg
    Stukken voor de volgende tafel
    Sprekers voor de bijeenkomst zoeken
    Zaal voor de bijeenkomst
    Techniekdag Mei
    Meiden in de bouw
    Mei-markt Zwolle
    Marsweg 12-14
    Maartje bellen
    Gesprek met Vrijdag BV
    Zondagschool
    Sint Jozef bezoeken
    Valentijn Bakker uitnodigen
    Kerstman huren
    Next generation
    Next level
    Friday for Future
    March of Dimes
    First aid
    Monday.com proberen
    Trello of Monday
    April-fonds
    Winter Banen BV
    Bezoek aan Zomer
    Herfst Groep
    Reces
    Reces vullen
    Begin bij de basis
    Halverwege de brug
    Einde oefening
    Einde van de rit
    Half om half
    Eind van de keten
    De eerste 5 bedrijven
    Laatste 10 aanmeldingen
    Vijfde wiel
    Top 3 kansen
    MBO 4 naar hbo 1
    Groep 7 en 8
    Klas 4 en 5 havo
    Fase 1 en 2
    Q-park
    Q-music bellen
    Wk voetbal
    WK voetbal kijken
    WK 2026
    EK 2028
    Ek 28
    DO-tafel
    Di Maggio
    Wo II
    Wo'ers werven
    Zo werkt het
    Ma en pa
    Do's en don'ts
    Over en uit
    Over 10 bedrijven schrijven
    Binnen 10 km
    Binnen de termijn
    Na de lunch
    Na het eten
    Voor de lunch
    Op termijn
    Op tijd
    Op de dag zelf
    Op de dag van de open dag
    Dag en nacht
    Dag van de techniek
    Week van de zorg
    Maand van het vakmanschap
    Jaar van de leerling
    Kwartaal vol kansen
    Werk & inkomen
    Zorg & Welzijn
    Oud & nieuw
    Koffie & taart
    Agri & Food 3 & 4
    Nu of later
    Vroeg of later
    Workshop hele dag
    Programma hele dag vullen
    Training hele dag
    Sessie halve dag
    Startdatum
    Startdatum bepalen
    Begindatum afstemmen
    Gepland onderhoud
    Nieuwe planning maken
    Blue Monday
    Good Friday
    Black Friday
    Casual Friday
    Next Economy
    What's next
    Monday-bord inrichten
    Presentatie Next
    Actie 12 en 13
    Pak 3 & 4
    Tafel 3 4
    Uitvoering H2
    Uitnodigen wethouder en raad
    Bespreken met de raad
    Terugkoppelen aan de commissie
    Meenemen naar volgende fase
    Werven voor volgende lichting
    Doorschuiven naar volgend jaar?
    Koffie halen na de bijeenkomst
    Opruimen na de bijeenkomst
    Nazorg regelen voor de deelnemers
    Stukken lezen voor de stuurgroep
    Presentatie maken voor de raad
    Zaal boeken voor de werkgroep
    Vragen stellen over 2 jaar ervaring
    Ervaring van 2 jaar na het diploma
    Evaluatie 2 weken na de training
    Nabellen na 2 weken stage
    Bellen met KVK 08123456
    Factuur betalen 20260118
    Bestelling ophalen 4512
    Order 080327 nabellen
    Code invoeren 123456
    Pincode wijzigen 310299
    Lokaal boeken 2.14
    Versie uitrollen 3.2.1
    Python updaten 3.12
    Naar niveau 3.5 tillen
    Bedrag overmaken 12.50
    Bedrag overmaken 1.250
    Uurloon verhogen naar 14.06
    Huren voor 8.50
    Kosten verlagen met 10.5
    Cijfer ophalen 7.5
    Opzetten 3-daags programma
    Trainen 2-daags
    Leren van schooljaar 2025-2026
    Terugkijken op 2025-2026
    Convenant tekenen 2027-2030
    Plan maken 2027-2030
    Beleidsplan 2027-2028
    Politiek reces
    Half om half doen
    Eind goed
    Begin tot eind begeleiden
    Van begin tot eind begeleiden
    Begeleiden van begin tot eind
    Doen van kop tot staart
    Open van ma-vr
    Openingstijden ma-vr
    Rooster ma-zo
    Bezetting balie ma-vr
    Werken ma-do
    Ma-di-wo-rooster
    Wo-do-combinatie
    Zo-zo
    Het gaat zo-zo
    Do-it-yourself
    Di-visie
    Vr-bril kopen
    Wekelijks
    Driewekelijks overleg
    Maandelijks overleg
    2-wekelijkse sprint
    Eerste schooldag vieren
    Laatste schooldag
    Examens
    Examens bezoeken
    Diploma-uitreiking na de examens
    Toetsweek
    Alles moet klaar zijn
    Het moet af zijn
    Zaal moet schoon zijn
    Klaar voor de start
    Binnen zijn
    Zijn we er klaar mee
    K2-kamer
    K1
    Kw verlagen
    10 kw laadpaal
    Laadpaal 11 kW
    Vermogen 3 kw
    1Q-team
    Q4-kantoor
    W3C
"""

# What other days make of it: the day it is said, the phrase, and what comes of it.
OTHER_DAYS = """
    2026-12-05 | deze week | 2026-12-06
    2026-12-05 | volgende week | 2026-12-11
    2026-12-05 | maandag | 2026-12-07
    2026-12-05 | dit weekend | 2026-12-06
    2026-12-05 | over 'n week | 2026-12-12
    2026-12-05 | voor Sinterklaas | ?
    2026-12-31 | morgen | 2027-01-01
    2026-12-31 | volgende week | 2027-01-08
    2026-12-31 | eind v/d maand | 2026-12-31
    2026-12-31 | dit jaar nog | 2026-12-31
    2026-12-31 | volgend kwartaal | 2027-03-31
    2026-12-31 | eerste werkdag van het nieuwe jaar | 2027-01-04
    2026-12-31 | week 1 | 2027-01-08
    2026-12-31 | 1/1 | 2027-01-01
    2026-12-31 | de 20e | 2027-01-20
    2026-12-31 | over 2 mnd | 2027-02-28
    2027-03-28 | morgen | 2027-03-29
    2027-03-28 | over 1 week | 2027-04-04
    2027-03-28 | na Pasen | 2027-03-30
    2027-03-28 | deze week nog | 2027-03-28
    2027-03-28 | ma t/m wo | 2027-03-31
    2027-10-31 | morgen | 2027-11-01
    2027-10-31 | volgende week di | 2027-11-02
    2027-10-31 | over 7 dgn | 2027-11-07
    2027-10-31 | uiterlijk vandaag nog | 2027-10-31
    2027-10-31 | voor de kerstvakantie | 2027-12-24
    2028-02-29 | vandaag nog | 2028-02-29
    2028-02-29 | 29-2 | 2028-02-29
    2028-02-29 | over een jaar | 2029-02-28
    2028-02-29 | over een maand | 2028-03-29
    2028-02-29 | eind van de maand | 2028-02-29
    2028-02-29 | Q2 | 2028-06-30
    2028-02-29 | voor de zomer | 2028-07-14
    2028-02-29 | na de zomervakantie | 2028-08-28
    2028-02-29 | een week na Hemelvaart | 2028-06-01
    2028-02-29 | 2 werkdagen voor Koningsdag | 2028-04-25
    2027-07-14 | na de zomer | 2027-08-23
    2027-07-14 | 1 mei | !
    2027-07-14 | 1-5-2027 | !
    2027-07-14 | begin 2027 | !
    2027-07-14 | 31-6 | !
    2027-07-14 | 31 feb | !
    2027-07-14 | 1 januari 0001 | !
    2027-07-14 | 31-12-9999 | ?
"""
