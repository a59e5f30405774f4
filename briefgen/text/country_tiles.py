"""Floor 1. The tiles of the country map: where each country stands on a grid, so that neighbours are near each other."""

from typing import Final

#: Columns and rows of the grid.
COLUMNS: Final = 30
ROWS: Final = 22

#: One line for each row from north to south: the codes in it with their columns, counted from 0 in the west.
_ROWS: Final = """
SJ:13 FI:15
GL:5 IS:8 NO:13 SE:14 AX:15 EE:16
CA:2 PM:3 FO:10 NL:12 DK:13 LV:16
IE:9 IM:10 GB:11 BE:12 DE:13 CZ:14 PL:15 LT:16 BY:17 RU:19
US:1 BS:2 BM:3 GG:10 LU:12 LI:13 AT:14 SK:15 UA:16 KZ:21
MX:0 CU:2 TC:3 JE:10 FR:11 CH:12 SM:13 SI:14 HU:15 MD:16 UZ:21 KG:22 MN:23 KP:25
BZ:0 KY:1 HT:2 DO:3 PR:4 VG:5 AI:6 AD:11 MC:12 IT:13 HR:14 RS:15 RO:16 GE:19 TM:21 TJ:22 KR:25 JP:26
GT:0 JM:2 VI:4 MF:5 BL:6 AG:7 PT:9 ES:10 VA:12 BA:13 ME:14 XK:15 BG:16 CY:17 TR:18 AM:19 AZ:20 AF:21 NP:22 CN:23 HK:24
SV:0 HN:1 SX:5 KN:6 GP:7 GI:10 AL:14 MK:15 LB:17 SY:18 IQ:19 IR:20 PK:21 IN:22 BT:23 MO:24 TW:25
NI:2 MS:6 DM:7 MA:10 MT:13 GR:15 IL:16 PS:17 JO:18 KW:19 BH:20 BD:22 MM:23 LA:24 VN:25
CR:2 MQ:7 EH:10 TN:12 EG:16 SA:19 QA:20 AE:21 LK:22 TH:24 KH:25 MP:27
PA:3 VC:6 LC:7 CV:9 MR:10 DZ:11 LY:13 OM:20 MV:22 PH:25 PW:26 GU:27
AW:3 CW:4 BQ:5 GD:6 BB:7 GM:9 SN:10 ML:11 NE:12 YE:18 MY:24 BN:25 FM:27 MH:28
CO:4 VE:5 TT:6 GW:9 GN:10 BF:11 BJ:12 NG:13 TD:14 SD:15 ER:16 DJ:17 SG:24 NR:27 KI:28
EC:4 GY:6 SR:7 GF:8 SL:9 CI:10 GH:11 TG:12 CF:14 SS:15 ET:16 SO:17 CC:23 CX:24 ID:25 PG:26 SB:27 TV:28 TK:29
PE:4 BR:6 LR:9 CM:13 UG:15 KE:16 TL:25 WF:27 WS:28
BO:5 PY:6 ST:11 GQ:12 CG:13 CD:14 RW:15 AU:25 VU:26 FJ:27 AS:29
CL:4 AR:5 UY:6 GA:12 BI:14 TZ:15 NC:26 TO:27 NU:28 PF:29
FK:5 SH:12 AO:13 ZM:14 MW:15 KM:17 SC:18 NF:26 CK:28 PN:29
NA:13 BW:14 ZW:15 MZ:16 YT:17 MU:18 NZ:26
ZA:14 SZ:15 MG:17 RE:18
LS:15
"""

#: Column and row of each country on the grid, by its code of ISO 3166-1 alpha-2.
TILES: Final[dict[str, tuple[int, int]]] = {
    code: (int(column), row)
    for row, line in enumerate(_ROWS.strip().splitlines())
    for code, column in (tile.split(":") for tile in line.split())
}
