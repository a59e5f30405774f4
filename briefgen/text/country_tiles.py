"""Floor 1. The tiles of the country map: where each country stands on a grid, so that neighbours are near each other."""

from typing import Final

#: One line for each row from north to south: the codes in it with their columns, counted from 0 in the west.
_ROWS: Final = """
SJ:13
GL:5 IS:9 FO:11 FI:15
NO:13 SE:14 AX:15 EE:16
BM:6 IM:11 LV:16
CA:0 PM:1 BS:3 TC:4 IE:10 GB:11 NL:13 DK:14 PL:15 LT:16 BY:17 RU:18
US:0 CU:2 HT:3 DO:4 PR:5 VG:6 AI:7 GG:10 JE:11 BE:12 LU:13 DE:14 CZ:15 SK:16 UA:17
MX:0 KY:2 JM:3 VI:5 MF:6 BL:7 AG:8 FR:12 CH:13 LI:14 AT:15 HU:16 RO:17 MD:18
GT:0 BZ:1 SX:6 KN:7 GP:8 PT:10 ES:11 AD:12 MC:13 IT:14 SI:15 HR:16 RS:17 BG:18 KZ:22
SV:0 HN:1 MS:7 DM:8 GI:11 SM:14 BA:16 XK:17 MK:18 GE:20 UZ:22 KG:23 MN:24 KP:25 JP:28
NI:1 MQ:8 VA:14 ME:16 AL:17 GR:18 TR:19 AM:20 AZ:21 TM:22 TJ:23 CN:24 KR:26
CR:1 LC:8 MT:15 CY:18 SY:19 IQ:20 IR:21 AF:22 NP:23 BT:24 MO:25 HK:26 TW:28 MP:30
PA:2 VC:7 BB:8 MA:13 TN:15 LB:18 JO:19 KW:20 PK:22 IN:23 BD:24 MM:25 LA:26 VN:27 GU:30
AW:3 CW:4 BQ:5 GD:7 CV:10 EH:12 MR:13 DZ:14 LY:15 EG:16 IL:18 PS:19 SA:20 BH:21 TH:26 KH:27 PH:29
CO:3 VE:4 TT:6 GM:11 SN:12 ML:13 NE:14 TD:15 SD:16 ER:17 YE:20 QA:21 AE:22 LK:24 MY:26 BN:27 PW:29 FM:30 MH:31
EC:3 GY:5 SR:6 GF:7 GW:10 SL:11 GN:12 BF:13 BJ:14 NG:15 CF:16 SS:17 ET:18 DJ:19 OM:21 MV:23 SG:25 ID:26 NR:30 KI:31
PE:3 BO:4 BR:5 LR:10 CI:11 GH:12 TG:13 CM:15 UG:17 KE:18 SO:19 TL:26 PG:27 SB:28 TV:30 TK:31
CL:3 PY:4 UY:5 GQ:14 CG:15 CD:16 RW:17 TZ:18 SC:21 CC:24 CX:25 VU:28 WF:29 WS:30 AS:31
AR:4 ST:13 GA:14 AO:15 ZM:16 BI:17 MW:18 KM:20 YT:21 AU:26 NC:28 FJ:29 TO:30 NU:31
NA:15 BW:16 ZW:17 MZ:18 CK:31
FK:5 SH:12 ZA:16 SZ:17 MG:20 MU:22 NF:28 PF:31
LS:16 RE:21 NZ:29 PN:31
"""

#: Column and row of each country on the grid, by its code of ISO 3166-1 alpha-2.
TILES: Final[dict[str, tuple[int, int]]] = {
    code: (int(column), row)
    for row, line in enumerate(_ROWS.strip().splitlines())
    for code, column in (tile.split(":") for tile in line.split())
}
