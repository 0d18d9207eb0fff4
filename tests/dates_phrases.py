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

PHRASES = (
    DAYS_AND_MONTHS + WEEKDAYS + DAYS_OF_A_MONTH + WEEKS + COUNTED + WHAT_IS_LEFT + MONTHS + QUARTERS_AND_YEARS + RANKED
    + FEASTS + RANGES + SOON + SCHOOL + OPEN_ENDED + RECURRING + SLIPS
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
