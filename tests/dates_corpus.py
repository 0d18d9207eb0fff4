"""What people write about time, and what is meant. Every line was worked out on a calendar, not by the program."""

from datetime import date

WEDNESDAY = date(2026, 5, 20)  # week 21
FRIDAY = date(2026, 11, 20)  # week 47
NEW_YEARS_EVE = date(2026, 12, 31)  # a Thursday in week 53
LEAP_YEAR = date(2028, 2, 28)  # a Monday
SUNDAY = date(2026, 5, 24)  # Pinksteren
SATURDAY = date(2026, 5, 30)  # the last weekend of May

READINGS = {
    WEDNESDAY: """
        vandaag                             2026-05-20
        vanmiddag                           2026-05-20
        vandaag nog                         2026-05-20
        nog vandaag                         2026-05-20
        eind van de dag                     2026-05-20
        morgen                              2026-05-21
        morgenochtend                       2026-05-21
        morgen om 9 uur                     2026-05-21
        overmorgen                          2026-05-22
        donderdag                           2026-05-21
        vrijdag                             2026-05-22
        Vrijdag.                            2026-05-22
        deze vrijdag                        2026-05-22
        vr                                  2026-05-22
        uiterlijk vr.                       2026-05-22
        vrijdagmiddag                       2026-05-22
        vrijdag 16:00                       2026-05-22
        vrijdag om 16.00 uur                2026-05-22
        uiterlijk vrijdag 17:00             2026-05-22
        voor vrijdag 12 uur                 2026-05-22
        maandag                             2026-05-25
        dinsdag                             2026-05-26
        a.s. vrijdag                        2026-05-22
        as vrijdag                          2026-05-22
        vrijdag a.s.                        2026-05-22
        aanstaande vrijdag                  2026-05-22
        komende dinsdag                     2026-05-26
        eerstvolgende maandag               2026-05-25
        a.s. woensdag                       2026-05-27
        volgende week dinsdag               2026-05-26
        dinsdag volgende week               2026-05-26
        volgende week op dinsdag            2026-05-26
        deze week vrijdag                   2026-05-22
        vrijdag over een week               2026-05-29
        vrijdag over twee weken             2026-06-05
        vrijdag over 14 dagen               2026-06-05
        morgen over een week                2026-05-28
        over een week                       2026-05-27
        over één week                       2026-05-27
        over twee weken                     2026-06-03
        over 2 weken                        2026-06-03
        over drieëntwintig dagen            2026-06-12
        over vijftig dagen                  2026-07-09
        over drie dagen                     2026-05-23
        over 10 werkdagen                   2026-06-04
        over een maand                      2026-06-20
        over anderhalve maand               2026-07-05
        over een kwartaal                   2026-08-20
        over een half jaar                  2026-11-20
        over anderhalf jaar                 2027-11-20
        over 2,5 jaar                       2028-11-20
        over twee jaar                      2028-05-20
        binnen 10 werkdagen                 2026-06-04
        binnen een week                     2026-05-27
        binnen drie dagen                   2026-05-22
        uiterlijk binnen een maand          2026-06-19
        binnen nu en twee weken             2026-06-03
        deze week                           2026-05-22
        eind van de week                    2026-05-22
        eind v.d. week                      2026-05-22
        volgende week                       2026-05-29
        begin volgende week                 2026-05-26
        midden volgende week                2026-05-27
        eind volgende week                  2026-05-29
        eind deze week                      2026-05-22
        dit weekend                         2026-05-24
        voor het weekend                    2026-05-22
        na het weekend                      2026-05-26
        eind mei                            2026-05-29
        Eind  Mei.                          2026-05-29
        “eind mei”                          2026-05-29
        einde mei                           2026-05-29
        eind van mei                        2026-05-29
        het einde van mei                   2026-05-29
        uiterlijk eind mei                  2026-05-29
        tegen eind mei                      2026-05-29
        voor eind mei                       2026-05-29
        tot eind mei                        2026-05-29
        ultimo mei                          2026-05-29
        eind van de maand                   2026-05-29
        eind deze maand                     2026-05-29
        eind volgende maand                 2026-06-30
        mei                                 2026-05-29
        in mei                              2026-05-29
        deze maand                          2026-05-29
        volgende maand                      2026-06-30
        begin juni                          2026-06-10
        half juni                           2026-06-15
        medio juni                          2026-06-15
        midden juni                         2026-06-15
        rond half juni                      2026-06-15
        half augustus                       2026-08-14
        begin mei                           2027-05-10
        begin mei 2027                      2027-05-10
        eind april                          2027-04-30
        tweede helft van juni               2026-06-30
        eerste helft juni                   2026-06-15
        juni 2027                           2027-06-30
        mei volgend jaar                    2027-05-31
        eind mei volgend jaar               2027-05-31
        20 mei                              2026-05-20
        21 mei                              2026-05-21
        1 mei                               2027-05-01
        1e mei                              2027-05-01
        1ste mei                            2027-05-01
        eerste mei                          2027-05-01
        de 1e van mei                       2027-05-01
        3 april a.s.                        2027-04-03
        twaalf juni                         2026-06-12
        eenendertig augustus                2026-08-31
        1 mei 2026                          2026-05-01
        1 mei '27                           2027-05-01
        1 mei ’27                           2027-05-01
        1 mei 27                            2027-05-01
        1 mei volgend jaar                  2027-05-01
        1-5-2026                            2026-05-01
        01-05-2026                          2026-05-01
        1/5/2027                            2027-05-01
        1.5.2027                            2027-05-01
        1-5-27                              2027-05-01
        1–5–2027                            2027-05-01
        2026-06-01                          2026-06-01
        1-juni-2026                         2026-06-01
        15-6                                2026-06-15
        uiterlijk 15/6                      2026-06-15
        1 jan. 2027                         2027-01-01
        4 sept                              2026-09-04
        3 mrt                               2027-03-03
        vrijdag 29 mei                      2026-05-29
        vr 29 mei                           2026-05-29
        vr. 29 mei 2026                     2026-05-29
        vrijdag, 29 mei                     2026-05-29
        a.s. vrijdag 29 mei                 2026-05-29
        vr 29 mei (week 22)                 2026-05-29
        vr 29 mei, week 22                  2026-05-29
        uiterlijk vr 29 mei (week 22)       2026-05-29
        zo 31 mei                           2026-05-31
        vr 29-5                             2026-05-29
        vrijdag 29 mei om 16:00             2026-05-29
        op 1 juni                           2026-06-01
        per 1 juli                          2026-07-01
        rond 1 juni                         2026-06-01
        deadline 1 juni                     2026-06-01
        deadline: 1 juni                    2026-06-01
        deadline is 1 juni                  2026-06-01
        uiterlijk op 1 juni                 2026-06-01
        niet later dan 1 juni               2026-06-01
        op zijn laatst 1 juni               2026-06-01
        op z’n laatst 1 juni                2026-06-01
        t/m 15 april                        2027-04-15
        tot en met 15 juni                  2026-06-15
        voor of op 1 juni                   2026-06-01
        tot uiterlijk 1 juni                2026-06-01
        voor 1 juni                         2026-05-29
        vóór 1 juni                         2026-05-29
        VOOR 1 JUNI                         2026-05-29
        uiterlijk voor 1 juni               2026-05-29
        voor juni                           2026-05-29
        voor half juni                      2026-06-12
        voor volgende week                  2026-05-22
        voor vrijdag                        2026-05-21
        voor Q3                             2026-06-30
        voor 2027                           2026-12-31
        na 1 juni                           2026-06-02
        na vrijdag                          2026-05-26
        na juni                             2026-07-01
        de 25e                              2026-05-25
        de 15e                              2026-06-15
        de 15e van volgende maand           2026-06-15
        uiterlijk de 20ste                  2026-05-20
        12 t/m 14 juni                      2026-06-12
        9-12 juni                           2026-06-12
        van 8 t/m 10 juni                   2026-06-10
        week 21                             2026-05-22
        week 22                             2026-05-29
        wk 22                               2026-05-29
        wk22                                2026-05-29
        in week 22                          2026-05-29
        week 20                             2027-05-21
        week 22 van 2027                    2027-06-04
        week 53                             2026-12-31
        voor week 24                        2026-06-05
        begin week 24                       2026-06-09
        eind week 24                        2026-06-12
        vrijdag week 24                     2026-06-12
        vrijdag in week 24                  2026-06-12
        week 24 vrijdag                     2026-06-12
        de week van 12 juni                 2026-06-12
        in de week van 18 mei               2026-05-22
        dinsdag in de week van 12 juni      2026-06-09
        Q3                                  2026-09-30
        q3 2027                             2027-09-30
        Q1                                  2027-03-31
        kwartaal 3                          2026-09-30
        derde kwartaal                      2026-09-30
        3e kwartaal van 2027                2027-09-30
        laatste kwartaal                    2026-12-31
        dit kwartaal                        2026-06-30
        volgend kwartaal                    2026-09-30
        begin Q3                            2026-07-31
        half Q3                             2026-08-14
        eind Q3                             2026-09-30
        eind tweede kwartaal                2026-06-30
        eind van het kwartaal               2026-06-30
        dit jaar                            2026-12-31
        eind dit jaar                       2026-12-31
        eind van het jaar                   2026-12-31
        in 2027                             2027-12-31
        eind 2027                           2027-12-31
        begin 2027                          2027-01-29
        begin volgend jaar                  2027-01-29
        medio 2027                          2027-06-30
        eerste helft 2027                   2027-06-30
        eerste maandag van april            2027-04-05
        de eerste maandag van juni          2026-06-01
        1e maandag van juni                 2026-06-01
        derde donderdag van juni            2026-06-18
        laatste vrijdag van mei             2026-05-29
        laatste vrijdag van de maand        2026-05-29
        eerste maandag van de maand         2026-06-01
        tweede dinsdag van volgende maand   2026-06-09
        laatste werkdag van mei             2026-05-29
        eerste werkdag van juni             2026-06-01
        laatste dag van juni                2026-06-30
        eerste week van juni                2026-06-05
        laatste week van mei                2026-05-29
        op Koningsdag                       2027-04-27
        Koningsdag 2025                     2025-04-26
        Koningsdag 2031                     2031-04-26
        goede vrijdag                       2027-03-26
        voor Pasen                          2027-03-25
        na Pasen                            2027-03-30
        na hemelvaart                       -
        tweede pinksterdag                  2026-05-25
        na Pinksteren                       2026-05-26
        bevrijdingsdag                      2027-05-05
        prinsjesdag                         2026-09-15
        voor Sinterklaas                    2026-12-04
        voor de kerst                       2026-12-24
        vóór kerst                          2026-12-24
        na kerst                            2026-12-28
        voor oud en nieuw                   2026-12-30
        na de feestdagen                    2027-01-04
        nieuwjaar                           2027-01-01
        voor de zomer                       2026-07-03
        nog voor de zomervakantie           2026-07-03
        na de zomer                         2026-08-17
        na de herfstvakantie                2026-10-19
        voor de kerstvakantie               2026-12-18
    """,
    FRIDAY: """
        maandag                             2026-11-23
        a.s. vrijdag                        2026-11-27
        voor vrijdag                        2026-11-26
        over twee weken                     2026-12-04
        over 3 dagen                        2026-11-23
        over 3 werkdagen                    2026-11-25
        binnen 3 dagen                      2026-11-23
        deze week                           2026-11-20
        volgende week                       2026-11-27
        eind van de week                    2026-11-20
        eind november                       2026-11-30
        begin december                      2026-12-10
        half december                       2026-12-15
        december                            2026-12-31
        1 mei                               2027-05-01
        voor 1 mei                          2027-04-30
        week 52                             2026-12-24
        week 53                             2026-12-31
        week 1                              2027-01-08
        week 47                             2026-11-20
        week 46                             2027-11-19
        Q1                                  2027-03-31
        Q4                                  2026-12-31
        na Pasen                            2027-03-30
        na de zomer                         2027-08-23
        voor de voorjaarsvakantie           2027-02-19
        eind januari                        2027-01-29
        volgende maand                      2026-12-31
        29 februari                         -
        eind februari                       2027-02-26
        Koningsdag                          2027-04-27
        na hemelvaart                       2027-05-07
    """,
    NEW_YEARS_EVE: """
        vandaag                             2026-12-31
        morgen                              2027-01-01
        maandag                             2027-01-04
        deze week                           2026-12-31
        volgende week                       2027-01-08
        week 53                             2026-12-31
        week 1                              2027-01-08
        week 52                             2027-12-31
        over een week                       2027-01-07
        over twee maanden                   2027-02-28
        binnen een werkdag                  2027-01-04
        deze maand                          2026-12-31
        volgende maand                      2027-01-29
        januari                             2027-01-29
        eind december                       2026-12-31
        half januari                        2027-01-15
        31 december                         2026-12-31
        1 januari                           2027-01-01
        dit jaar                            2026-12-31
        volgend jaar                        2027-12-31
        volgend kwartaal                    2027-03-31
        oud en nieuw                        2026-12-31
        nieuwjaarsdag                       2027-01-01
        na oud en nieuw                     2027-01-04
        na de kerstvakantie                 2027-01-04
    """,
    LEAP_YEAR: """
        29 februari                         2028-02-29
        29-2                                2028-02-29
        dinsdag 29 februari                 2028-02-29
        morgen                              2028-02-29
        overmorgen                          2028-03-01
        eind van de maand                   2028-02-29
        laatste dag van februari            2028-02-29
        over een jaar                       2029-02-28
        29 februari 2032                    2032-02-29
        29 februari 2027                    -
        week 53                             -
        week 52                             2028-12-29
    """,
    SUNDAY: """
        vandaag                             2026-05-24
        morgen                              2026-05-25
        maandag                             2026-05-25
        zaterdag                            2026-05-30
        volgende week                       2026-05-29
        volgende week dinsdag               2026-05-26
        komende week                        2026-05-29
        komend weekend                      2026-05-31
        na het weekend                      2026-05-26
        voor dinsdag                        2026-05-25
        pinksteren                          2026-05-24
        na Pinksteren                       2026-05-26
        week 21                             ? 2026-05-24 2027-05-28
        deze week                           2026-05-24
    """,
    SATURDAY: """
        eind mei                            ? 2026-05-31 2027-05-31
        eind mei 2026                       2026-05-31
        volgende week                       2026-06-05
        voor maandag                        2026-05-31
        voor 1 juni                         2026-05-31
        laatste vrijdag van mei             2027-05-28
        dit weekend                         2026-05-31
    """,
}

AMBIGUOUS = {
    WEDNESDAY: """
        woensdag                            2026-05-20 2026-05-27
        wo                                  2026-05-20 2026-05-27
        volgende vrijdag                    2026-05-22 2026-05-29
        volgende maandag                    2026-05-25 2026-06-01
        woensdag over een week              2026-05-27 2026-06-03
        komende week                        2026-05-22 2026-05-29
        komende maand                       2026-06-19 2026-06-30
        volgend weekend                     2026-05-24 2026-05-31
        tot 1 juni                          2026-05-29 2026-06-01
        tot vrijdag                         2026-05-21 2026-05-22
        tot juni                            2026-05-29 2026-06-30
        voor woensdag over een week         2026-05-26 2026-06-02
        over anderhalve week                2026-05-30 2026-05-31
        half mei                            2026-05-20 2027-05-14
        eerste week van september           2026-09-04 2026-09-11
        laatste week van juni               2026-06-26 2026-07-03
    """,
    FRIDAY: """
        vrijdag                             2026-11-20 2026-11-27
        uiterlijk vrijdag                   2026-11-20 2026-11-27
        vrijdag 16:00                       2026-11-20 2026-11-27
        vrijdag over een week               2026-11-27 2026-12-04
        volgende vrijdag                    2026-11-27 2026-12-04
        komende week                        2026-11-20 2026-11-27
    """,
}

OPEN = {
    WEDNESDAY: """
        zsm                                 2026-06-03
        z.s.m.                              2026-06-03
        ZSM!                                2026-06-03
        zo snel mogelijk                    2026-06-03
        zo spoedig mogelijk                 2026-06-03
        uiterlijk zsm                       2026-06-03
        doorlopend                          2026-08-20
        n.t.b.                              2026-08-20
        ntb                                 2026-08-20
        nader te bepalen                    2026-08-20
        nog te bepalen                      2026-08-20
        geen datum                          2026-08-20
        nog geen datum                      2026-08-20
        deadline n.t.b.                     2026-08-20
    """,
    FRIDAY: """
        zsm                                 2026-12-04
        doorlopend                          2027-02-19
    """,
}

UNREAD = """
    31 juni
    30 februari
    31-6
    0 mei
    32 mei
    1-13-2026
    29 februari 2027
    week 0
    week 54
    week 53 van 2027
    Q5
    kwartaal 0
    vijfde vrijdag van juni
    zesde maandag van juni
    donderdag 29 mei
    vrijdag 29 mei week 23
    vrijdag 28-5-2026
    14-12 juni
    zo
    nu
    straks
    binnenkort
    later
    ooit
    mei of juni
    eind mei of begin juni
    vrijdag of maandag
    1 of 2 juni
    1 en 2 juni
    van maandag tot vrijdag
    maandag en dinsdag
    vanaf 1 juni
    sinds mei
    elke vrijdag
    iedere eerste maandag van de maand
    niet voor 1 juni
    vrijdag half drie
    half drie
    om 16:00
    over half drie
    16:00
    over een paar weken
    over enkele dagen
    over een week of drie
    over twee à drie weken
    over een dag of tien
    over ruim een week
    binnen 24 uur
    over anderhalve dag
    over 0 dagen
    over 9999999999 dagen
    in twee weken
    twee weken
    een week
    een paar dagen
    de maand
    week
    maand
    jaar
    2027
    12
    3/4
    24/7
    1.5
    1.4.10
    10.0.0.1
    vorige week
    gisteren
    afgelopen vrijdag
    vrijdag jl.
    na de vakantie
    de bouwvak
    voor de bouwvak
    de meivakantie
    in de zomer
    zomer
    het najaar
    dit voorjaar
    uiterlijk
    deadline
    voor
    eind
    eind van
    voor over een week
    op mei
    in vrijdag
    op over een week
    na zsm
    eind mei?
    eind mei eind mei
    vrijdag vrijdag
    vrijdag over een maand
    ⅓
    ١ mei
    .
"""

# Dutch work language without a date in it: nothing may be read, not even a review date.
SENTENCES = """
    Zo gaan we verder.
    Zo is het niet bedoeld
    Ma heeft gebeld
    Ik heb ma gesproken
    Wacht op ma
    3/4 van de bedrijven
    Driekwart van de bedrijven doet mee, dus 3/4
    We zitten op 3/4
    Contact met mevrouw Mei
    Contact met Karim Mei
    Besproken met Theo Maart
    Zaken doen met de gemeente
    Do's en don'ts
    Wo-instroom verhogen
    Instroom mbo, hbo en wo
    Actieplan 2026
    Actieplan 2026-2030
    Begroting 2027
    Begroting voor 2027
    Jaarplan voor mei
    project 1-2-3
    Beoordelen op een schaal van 1-5
    Schaal 1-5
    Kwartaal 3 evalueren
    Cijfers Q1
    Rapport Q3
    Leerdoelen (week 1)
    Leerlijn week 3
    evaluatie van maart
    Verslag van april
    Succescriterium 1.4.10
    Release 2.1.26
    versie 1.2.26 testen
    versie 1.2.26
    Groep 8 gaat naar het techniekmuseum
    Groep 8
    Artikel 5 aanpassen
    Tafel 3 doet niet mee
    Fase 2 start
    BOUW-12 klaar
    BOUW-12: eerste vijf bedrijven doen mee
    Vijf bedrijven benaderd
    Twintig zij-instromers geplaatst
    37.000 mensen bereikt
    2.500-5.000 trajecten van werk naar werk
    De helft van de deelnemers
    Halverwege
    Begin gemaakt met het stagepact
    Eind goed, al goed
    Aan het eind is het geld op
    Over de inhoud zijn we het eens
    Over een jaar gemeten minder uitval
    Binnen de bouw is veel te doen
    Binnen een week of drie
    Bellen binnen kantooruren
    Twee keer per week
    Klanten per maand
    Wekelijks overleg
    Wekelijkse nieuwsbrief versturen
    Elke maand een voortgangsbericht
    Maandelijks bijpraten met de kartrekkers
    Maandagochtendoverleg inplannen
    Vrijdagmiddagborrel organiseren
    Zomerschool voor zij-instromers
    Zomeractie opzetten
    Open dag bij drie bouwers
    Meeloopdag organiseren
    Dag van de Bouw
    Week van de Techniek voorbereiden
    De week van de circulaire economie
    Jaarverslag maken
    Eerste kwartier van de bijeenkomst
    De eerste stap is gezet
    De eerste lichting is geslaagd
    De tweede helft is zwaarder
    Laatste loodjes
    Volgende stap bepalen
    De volgende keer beter
    De komende tijd is het rustig
    Komt goed
    Tot zover
    Tot ziens
    Voor de zekerheid nabellen
    Voor en na de verbouwing
    Na overleg met de wethouder
    Na afloop evalueren
    Op tijd beginnen
    Per sector een kartrekker
    In gesprek met drie opleiders
    In de loop van het traject
    Rond de tafel met de vakbond
    Tegen het advies in
    Uiterlijk vertoon
    Uiterlijk van de website vernieuwen
    Deadline gehaald
    Deadline verschuiven
    Nieuwe deadline afspreken
    De deadline is nader te bepalen
    Er is nog geen datum
    Locatie n.t.b.
    Spreker nader te bepalen
    Het loket is doorlopend
    Het kan snel
    Zo snel mogelijk is niet snel genoeg
    Leren lassen in VR
    Focus op VR
    Pilot VR
    Kamer 12
    Stationsplein 1
    Bel 06-12345678
    Zaal 4 reserveren
    24/7 bereikbaar
    We zijn 24/7
    Werktijden van 9 tot 17 uur
    Inloop om 16:00
    Afspraak om half drie
    Pakket van € 1.500
    Subsidie van 1,5 miljoen
    Opkomst 7 van 9
    Ik zie het wel
    Dank je wel!
    Goedemorgen allemaal
    Fijne avond
    Sinterklaasviering
    Paasbrunch voor vrijwilligers
    Kerstpakketten inkopen
    Koningsdagmarkt
    Julianaschool bezoeken
    Augustinus bellen
    Contact met April Jansen
    Jan belt Mei Ling
    Juni is een leuke naam
    ok
"""

# A title with its due date: title | phrase | due, on WEDNESDAY.
TITLES = """
    Open dag bij drie bouwers | eind mei | 2026-05-29
    Open dag | in mei | 2026-05-29
    Open dag | in Q3 | 2026-09-30
    Stagemarkt | week 22 | 2026-05-29
    Stagepact tekenen | uiterlijk eind mei | 2026-05-29
    Stagepact tekenen | nog voor de zomer | 2026-07-03
    Convenant ondertekenen | vóór 1 juni | 2026-05-29
    Convenant ondertekenen | voor de kerst | 2026-12-24
    Bellen met Karim | morgen | 2026-05-21
    Bellen met Karim | vrijdag 16:00 | 2026-05-22
    Bellen met Jan | a.s. vrijdag | 2026-05-22
    Bellen met Jan | vrijdag a.s. | 2026-05-22
    Voorstel sturen | volgende week dinsdag | 2026-05-26
    Voorstel sturen | op dinsdag 26 mei | 2026-05-26
    Voorstel sturen | dinsdag over een week | 2026-06-02
    Bel de wethouder | volgende week | 2026-05-29
    Reactie geven | binnen 10 werkdagen | 2026-06-04
    Evalueren | over anderhalve maand | 2026-07-05
    Evalueren | na Pasen | 2027-03-30
    Evalueren met BOUW-12 | 1 oktober | 2026-10-01
    Convenant 2026 afronden | eind Q3 | 2026-09-30
    Beurs | eerste maandag van september | 2026-09-07
    Beurs | 9-12 juni | 2026-06-12
    Bouwdag | in de week van 12 juni | 2026-06-12
    Rapport | uiterlijk 15/6 | 2026-06-15
    Rapport | deadline 1-6 | 2026-06-01
    Rapport | uiterlijk vr | 2026-05-22
    Rapport | t/m 1-6 | 2026-06-01
    Rapport | 1-6-2026 | 2026-06-01
    Rapport | 1.6.27 | 2027-06-01
    Rapport | 1-6-27 | 2027-06-01
    Rapport | 1/6/27 | 2027-06-01
    Vergadering plannen | 3 juni | 2026-06-03
    Vergadering | 3 juni | 2026-06-03
    Notulen sturen | 12 juni | 2026-06-12
    Verslag | uiterlijk 12 juni | 2026-06-12
    Verslag | voor 12 juni | 2026-06-11
    Verslag | morgen | 2026-05-21
    Foto's van de open dag delen | eind mei | 2026-05-29
    Stukken insturen | op 12 juni | 2026-06-12
    Evaluatie | over twee weken | 2026-06-03
    Zaal reserveren voor de bijeenkomst | voor 1 juni | 2026-05-29
    Nieuwe website | per 1 juli | 2026-07-01
    Nieuwe website | medio 2027 | 2027-06-30
    Dossier op orde | niet later dan 1 juni | 2026-06-01
"""

# Sentences with a time in them that is not a due date, or not one that can be told for certain: left as they are.
UNTITLED = """
    eind mei
    a.s. vrijdag
    over twee weken
    1 mei 2027
    uiterlijk vrijdag
    mei
    zsm
    Afspraak mei
    Bellen met Karim vrijdag half drie
    Planning voor volgende week
    Techniek voor morgen
    De arbeidsmarkt van morgen
    Notulen 12 mei
    Notulen 12 mei 2025
    Notulen van 12 mei
    Verslag week 20
    Vergadering van vorige week vrijdag
    Wat we deden in april
    Wekelijks overleg op vrijdag
    Elke eerste maandag van de maand
    Spreekuur maandag, woensdag, vrijdag
    Spreekuur maandag en vrijdag
    Spreekuur maandag t/m vrijdag
    Goede vrijdag
    Programma Koningsdag
    Dienstrooster met Pasen
    Groep 8 mei
    Artikel 3 mei
    Hoofdstuk 1 t/m 8 juni
    Sessie 1 of 2 juni
    Sessie op 1 en 2 juni
    Ergens eind mei of begin juni
    Contract loopt tot 2027
    Niet voor 1 juni
    Nieuwe deadline 1 juni
    De deadline is 1 juni
    Open dag (met Deltion eind mei)
    Lied "Morgen eind mei
    Komt het af eind mei?
    Deadline 1 juni halen
    uiterlijk eind mei of begin juni bellen
    uiterlijk 1 juni 12 bedrijven benaderen
    uiterlijk 1 juni is de begroting af
    Uiterlijk 12 van de 20
    Dankjewel en tot vrijdag
    Oude actie 1 juni
    Terugblik op 1 maart
    Terugkijken op 12 mei
    Agenda vergadering 3 maart
    Agenda vergadering 3 juni
    Agenda voor 3 juni
    Evaluatie bijeenkomst 12 mei
    Zaal regelen bijeenkomst 12 juni
    Verslag overleg 3 juni
    Verslag gesprekken 12 juni
    Verslag van 3 maart 2026
    Verslag 3 maart 2026
    Notulen (12 mei)
    Brief d.d. 3 maart 2026
    Foto's kinderen 12 juni
    Jaarverslag 2025
    Stand per 1 juli
    Versie 1.6.27
    Succescriterium 1.4.10
    Dat was gisteren
    Stagepact week 3
    Cursus week 24
    Sessie 1 / 3 juni
    1 juni - 12 juni: spreekuur
    op maandag - vrijdag: spreekuur
    Voor vrijdag, zaterdag en zondag hapjes regelen
"""

# A title with a mention before, after or around the date: text | title | due, on WEDNESDAY. @ is where a name was.
MENTIONED = """
    Oude actie @ 1 juni | Oude actie | 2026-06-01
    Oude actie @, 1 juni | Oude actie | 2026-06-01
    Oude actie @ @ 1 juni @ | Oude actie | 2026-06-01
    Notulen @ 12 juni | Notulen | 2026-06-12
    Stagepact tekenen @ eind mei | Stagepact tekenen | 2026-05-29
    Stagepact tekenen eind mei @ | Stagepact tekenen | 2026-05-29
    @ Stagepact tekenen eind mei | @ Stagepact tekenen | 2026-05-29
    eind mei @ Stagepact tekenen | @Stagepact tekenen | 2026-05-29
    @ eind mei @ Stagepact tekenen | @@Stagepact tekenen | 2026-05-29
    voor 1 juni @ Stagepact tekenen | @Stagepact tekenen | 2026-05-29
    voor 1 juni: gesprek met @ voeren | gesprek met @ voeren | 2026-05-29
    Stagepact@eind mei | Stagepact | 2026-05-29
    Gesprek tussen @ en @ inplannen @ 1 juni | Gesprek tussen @ en @ inplannen | 2026-06-01
    Morgen @ bellen | @bellen | 2026-05-21
"""
UNMENTIONED = """
    @ eind mei
    eind mei @
    Oude actie 1 juni @
    Overleg elke @ vrijdag
    Eind mei @ eind juni
    Morgen @ en @ bellen
    Vrijdag @ is jarig
    1 @ juni
"""

# Emoji, loose punctuation and courtesies around a date: text | title | due, on WEDNESDAY.
ADORNED = """
    tekenen 👍 1 juni | tekenen 👍 | 2026-06-01
    tekenen :+1: 1 juni | tekenen :+1: | 2026-06-01
    tekenen eind mei 🎉 | tekenen | 2026-05-29
    tekenen eind mei🎉🎉 | tekenen | 2026-05-29
    tekenen eind mei :tada: | tekenen | 2026-05-29
    tekenen eind mei :) | tekenen | 2026-05-29
    tekenen eind mei !! | tekenen | 2026-05-29
    tekenen ! 1 juni | tekenen ! | 2026-06-01
    delen met de tafel !!! 1 juni | delen met de tafel !!! | 2026-06-01
    tekenen ** 1 juni ** | tekenen | 2026-06-01
    tekenen | 1 juni | tekenen | 2026-06-01
    tekenen > 1 juni | tekenen | 2026-06-01
    tekenen eind mei graag | tekenen | 2026-05-29
    tekenen eind mei, graag! | tekenen | 2026-05-29
    tekenen eind mei a.u.b. | tekenen | 2026-05-29
    tekenen eind mei s.v.p. | tekenen | 2026-05-29
    tekenen eind mei als het kan. | tekenen | 2026-05-29
    tekenen a.s. vrijdag 🙏 graag | tekenen | 2026-05-22
    voor 1 juni: Stagepact 👍 | Stagepact 👍 | 2026-05-29
    Voor 1 juni - Stagepact | Stagepact | 2026-05-29
    per 1 juli: nieuwe website | nieuwe website | 2026-07-01
    voor 1 juni: 12 bedrijven bellen | 12 bedrijven bellen | 2026-05-29
"""

# A title with a day that has been: title | phrase | day.
PAST = {
    WEDNESDAY: """
        Stagepact tekenen | 1-2-2026 | 2026-02-01
        Stagepact tekenen | 1-2-26 | 2026-02-01
        Stagepact tekenen | 1 januari 1999 | 1999-01-01
        Stagepact tekenen | 3 januari dit jaar | 2026-01-03
        Stagepact tekenen | 1 mei | 2026-05-01
        Stagepact tekenen | 25 jan | 2026-01-25
        Stagepact tekenen | voor 1 mei | 2026-04-30
        Stagepact tekenen | voor 20 mei | 2026-05-19
        Stagepact tekenen | vrijdag 15 mei | 2026-05-15
        Stagepact tekenen | gisteren | 2026-05-19
        Stagepact tekenen | uiterlijk gisteren | 2026-05-19
        Stagepact tekenen | eergisteren | 2026-05-18
        Stagepact tekenen | vorige week vrijdag | 2026-05-15
        Stagepact tekenen | afgelopen woensdag | 2026-05-13
        Stagepact tekenen | vrijdag jl. | 2026-05-15
        Stagepact tekenen | uiterlijk 1 mei | 2026-05-01
        Stagepact tekenen | uiterlijk eind april | 2026-04-30
        Stagepact tekenen | uiterlijk eind mei 2025 | 2025-05-30
        Rapport inleveren | uiterlijk 1-5-2026 | 2026-05-01
        Notulen sturen | 12 mei | 2026-05-12
    """,
    FRIDAY: """
        Stagepact tekenen | 15 nov | 2026-11-15
        Stagepact tekenen | 25 juli | 2026-07-25
        Stagepact tekenen | gisteren | 2026-11-19
    """,
}

# A title with a day that no calendar has: title | phrase, on WEDNESDAY.
IMPOSSIBLE = """
    Rapport | 31 februari
    Rapport | 31 juni
    Rapport | uiterlijk 31 juni
    Rapport | uiterlijk 31-6
    Rapport | 13-13-2027
    Rapport | 29 februari 2027
    Rapport | 2027-13-01
    Rapport | week 54
    Rapport | week 53 van 2027
    Voorstel sturen | op donderdag 26 mei
"""
