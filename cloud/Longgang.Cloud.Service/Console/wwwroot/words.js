// Every word of the page, in both languages. The keys of the wire stay English.
export const words = {
  "zh-CN": {
    title: "龙岗边缘 · 运行监控", language: "English", theme: "明暗", figures: "实时数据",
    scansPerSecond: "每秒过闸", openAlerts: "未办结预警", gatewaysOnline: "在线网关", stored: "已入库", pending: "在途", ledger: "对账",
    queue: "预警队列", queueEmpty: "没有待办预警", queueMore: "另有 {0} 条较早的预警", gateways: "边缘网关", gateway: "网关", lane: "通道", accepted: "已接收",
    expired: "已过期", quarantined: "隔离", balance: "平衡", balancedYes: "平衡", balancedNo: "不平",
    live: "实时", connecting: "连接中…", stale: "数据停留在 {0}", peak: "峰值 {0}",
    acknowledge: "确认", ok: "确定", cancel: "取消", askName: "您的姓名或工号（写入审计记录）", askToken: "访问令牌", failed: "操作失败：{0}",
    raised: "待确认", acknowledged: "已确认", assigned: "已派 {0}", resolved: "已办结",
    red: "红色", orange: "橙色", yellow: "黄色", blue: "蓝色", alert: "预警", record: "记录", devices: "{0} 台设备", never: "从未上线", lastSeen: "{0}前在线", online: "在线",
    seconds: "{0} 秒", minutes: "{0} 分", hours: "{0} 时", days: "{0} 天", box: "网关本机", times: "×{0}",
    "code-red": "红码", "code-yellow": "黄码", fever: "体温异常", "test-positive": "核酸阳性", "list-watch": "重点人员", "zone-breach": "越区", device: "设备报警", service: "服务中断", buffer: "缓存将满",
    laneFullIn: "{0}通道约 {1}后写满", laneFull: "{0}通道已满", holds: "可缓存 {0}", fullIn: "{0}后写满", full: "已满", asOf: "据网关 {0} 上报",
    corrected: "时间已校正", bounded: "时间不详，不晚于收到时间", unsynchronized: "时钟未同步",
  },
  en: {
    title: "Longgang.Edge · operations", language: "中文", theme: "Dark or light", figures: "Live figures",
    scansPerSecond: "Scans per second", openAlerts: "Open alerts", gatewaysOnline: "Gateways online", stored: "Stored", pending: "Pending", ledger: "Ledger",
    queue: "Alert queue", queueEmpty: "Nothing to do", queueMore: "and {0} older alerts", gateways: "Gateways", gateway: "Gateway", lane: "Lane", accepted: "Accepted",
    expired: "Expired", quarantined: "Quarant.", balance: "Balance", balancedYes: "balanced", balancedNo: "off",
    live: "live", connecting: "connecting…", stale: "stale since {0}", peak: "peak {0}",
    acknowledge: "Ack", ok: "OK", cancel: "Cancel", askName: "Your name or number (it goes into the audit trail)", askToken: "Access token", failed: "Failed: {0}",
    raised: "raised", acknowledged: "acknowledged", assigned: "with {0}", resolved: "resolved",
    red: "red", orange: "orange", yellow: "yellow", blue: "blue", alert: "alert", record: "record", devices: "{0} devices", never: "never seen", lastSeen: "seen {0} ago", online: "online",
    seconds: "{0} s", minutes: "{0} min", hours: "{0} h", days: "{0} d", box: "the box itself", times: "×{0}",
    "code-red": "Red code", "code-yellow": "Yellow code", fever: "Fever", "test-positive": "Test positive", "list-watch": "Watch list", "zone-breach": "Zone breach", device: "Device alarm", service: "Service down", buffer: "Buffer filling",
    laneFullIn: "{0} lane full in {1}", laneFull: "{0} lane is full", holds: "holds {0}", fullIn: "full in {0}", full: "full", asOf: "as the box said at {0}",
    corrected: "time corrected", bounded: "time unknown, no later than its receipt", unsynchronized: "clock not synchronised",
  },
};

// Streets by the first nine digits of an area code.
export const streets = {
  440307003: ["平湖街道", "Pinghu"], 440307006: ["坪地街道", "Pingdi"], 440307012: ["南湾街道", "Nanwan"], 440307013: ["坂田街道", "Bantian"],
  440307014: ["布吉街道", "Buji"], 440307015: ["龙城街道", "Longcheng"], 440307016: ["龙岗街道", "Longgang"], 440307017: ["横岗街道", "Henggang"],
  440307018: ["吉华街道", "Jihua"], 440307019: ["宝龙街道", "Baolong"], 440307020: ["园山街道", "Yuanshan"],
};
