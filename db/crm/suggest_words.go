package crm

// usualWords are what people say at the counter when they mean a sub-category, beside its name: they help an office that has
// sorted nothing yet.
var usualWords = map[string]string{
	"leakage 屋面": "屋顶 顶楼漏", "leakage 外墙": "外墙渗 窗台渗", "leakage 管道": "水管 管子 下水", "leakage 楼上渗漏": "楼上漏水 天花板",
	"elevator 停梯": "电梯停 电梯坏 停运", "elevator 困人": "困住 困电梯 人困", "elevator 异响": "晃动 响声",
	"security 门岗": "岗亭 随便进", "security 盗损": "被偷 偷车 丢失", "security 陌生人员": "陌生人 推销", "security 高空抛物": "楼上扔 扔东西 扔烟头",
	"fire 通道占用": "消防通道 堵消防", "fire 设施损坏": "灭火器 消防栓", "fire 电动车充电": "电动车 电瓶车 飞线",
	"cleaning 楼道": "楼道脏 楼梯脏 拖地", "cleaning 外围": "落叶 纸屑 路面脏", "cleaning 垃圾清运": "垃圾桶 垃圾堆 垃圾满 清理垃圾 没人清",
	"cleaning 异味": "臭味 发臭 难闻", "cleaning 消杀": "蟑螂 老鼠 蚊子",
	"greening 修剪": "树枝 挡光 杂草", "greening 枯死": "树死 枯草", "greening 虫害": "虫子 毛毛虫",
	"noise 装修": "电钻 装修噪音 敲墙", "noise 生活": "楼上吵 脚步声 麻将 拖椅子", "noise 广场舞": "跳舞 音响", "noise 设备": "嗡嗡 水泵",
	"decoration 违规施工": "砸墙 承重墙", "decoration 垃圾": "装修垃圾 建筑垃圾 砖头",
	"parking 乱停": "停车 堵住 挡住", "parking 占位": "车位被占 占车位", "parking 道闸": "抬杆 栏杆 车牌识别",
	"fees 物业费": "涨价 催缴", "fees 票据": "开发票 收据",
	"pets 未牵绳": "遛狗 大型犬", "pets 粪便": "狗屎 狗粪", "pets 吠叫": "狗叫 狗吠", "pets 流浪动物": "流浪猫 流浪狗",
	"staff_conduct 前台": "前台态度", "staff_conduct 保安": "保安态度 保安骂",
	"appearance 广告张贴": "小广告 贴广告", "appearance 堆物": "杂物 鞋柜 纸箱",
	"facilities 照明": "灯坏 灯不亮 路灯 楼道灯 声控灯", "facilities 门禁": "门锁 刷卡 防盗门", "facilities 供水供电": "停水 停电 水压 没电",
	"facilities 健身器材": "秋千 跑步机", "facilities 道路": "路面坑 地砖",
}
