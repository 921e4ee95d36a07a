"""How each kind of chart is drawn with Altair, from rows and words that are ready to be shown.

Reading, arithmetic and language are done before (`handbook.figures.charts`). All kinds share the theme and the sign
for weak evidence: hollow marks. Sizes are those of a wide screen.
"""
