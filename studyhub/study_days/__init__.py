"""统一学习日: what is studied on which day by which branches, and who took part."""
