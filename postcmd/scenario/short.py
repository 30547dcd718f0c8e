"""What coordinators call the units of the record where room is short. The report has full names only.

1. A short name is chosen, and marked as inferred wherever it stands.
"""

from __future__ import annotations

from typing import Final

SHORT: Final = {
    "city-union-service": "市总服务中心",
    "centre": "运行中心",
    "haidian-union": "海淀总工会",
    "tongzhou-union": "通州总工会",
    "fengtai-union": "丰台总工会",
    "miyun-union": "密云总工会",
    "street-unions": "街道总工会",
    "haidian": "海淀总队",
    "tongzhou": "通州总队",
    "fengtai": "丰台总队",
    "chaoyang": "朝阳总队",
    "shunyi": "顺义总队",
    "miyun": "密云总队",
    "fengtai-street": "丰台街道大队",
    "fengtai-ecology": "生态环境局",
    "weilan": "微蓝服务队",
    "lianjia-union": "链家工会",
    "lianjia": "北京链家",
    "lianjia-shuangyushu": "链家双榆树",
    "shunyi-property": "顺义物业",
    "fengye": "峰业小分队",
    "shunyi-transfer": "临时转运队",
    "mingxin": "明鑫中心",
    "yihulai": "一呼来队",
}
