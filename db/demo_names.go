package db

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"linli/db/crm"
)

// dice draw what is invented; the same seed draws the same.
type dice struct{ *rand.Rand }

func (d dice) chance(percent float64) bool { return d.Float64()*100 < percent }

// between is a whole number from low to high, both in.
func (d dice) between(low, high int64) int64 { return low + d.Int64N(high-low+1) }

func (d dice) of(list []string) string { return list[d.IntN(len(list))] }

// weighted draws from words with their weights: «a 5 b 2».
func (d dice) weighted(table *weights) string {
	n := d.IntN(table.sum)
	for i, w := range table.weights {
		if n -= w; n < 0 {
			return table.words[i]
		}
	}
	return ""
}

type weights struct {
	words   []string
	weights []int
	sum     int
}

func weigh(table string) *weights {
	w := &weights{}
	fields := strings.Fields(table)
	for i := 0; i+1 < len(fields); i += 2 {
		var n int
		if _, err := fmt.Sscan(fields[i+1], &n); err != nil {
			panic("weight of " + fields[i] + ": " + err.Error())
		}
		w.words, w.weights, w.sum = append(w.words, fields[i]), append(w.weights, n), w.sum+n
	}
	return w
}

// The family names by how often one meets them, and what given names are made of.
var (
	familyNames = weigh(`王 72 李 70 张 68 刘 54 陈 46 杨 31 黄 23 赵 22 吴 20 周 20 徐 15 孙 15 马 13 朱 13 胡 12 林 12 郭 12 何 11 高 10 罗 10 郑 9 梁 8
		谢 7 宋 7 唐 7 许 6 邓 6 冯 6 韩 6 曹 6 曾 6 彭 5 萧 3 蔡 5 潘 5 田 5 董 5 袁 5 于 5 余 5 叶 5 蒋 5 杜 5 苏 4 魏 4 程 4 吕 4 丁 4 沈 4 任 4 姚 4 卢 4 傅 3 钟 3
		姜 3 崔 3 谭 3 廖 3 范 3 汪 3 陆 3 金 3 石 3 戴 3 贾 3 韦 2 夏 3 邱 2 方 3 侯 2 邹 2 熊 2 孟 2 秦 2 白 2 江 2 阎 2 薛 2 尹 2 段 2 雷 2 黎 2 史 2 龙 2 陶 2 贺 2
		顾 2 毛 2 郝 2 龚 2 邵 2 万 2 钱 2 严 2 赖 1 覃 1 洪 1 武 1 莫 1 孔 1 汤 1 向 1 常 1 温 1 康 1 施 1 文 1 牛 1 樊 1 葛 1 邢 1 安 1 齐 1 易 1 乔 1 伍 1 庞 1 颜 1
		倪 1 庄 1 聂 1 章 1 鲁 1 岳 1 翟 1 申 1 耿 1 关 1 焦 1 左 1 柳 1 甘 1 祝 1 单 1 解 1 仇 1 查 1 区 1 朴 1 盖 1 乐 1 缪 1 冼 1 欧阳 2 司马 1 上官 1 诸葛 1 尉迟 1 令狐 1`)
	maleFirst    = strings.Split("建国志伟文明永海俊家浩子宇天泽思嘉鹏立宏振晓庆德正光启承铭睿博昊", "")
	maleLast     = strings.Split("国华军平强伟明勇杰涛斌辉刚峰林亮波宁飞超鑫宇轩然豪翔阳凯晨航毅民生成根祥东", "")
	maleSingle   = strings.Split("伟强磊军勇杰涛明超刚平辉鹏斌浩波凯峰宁健", "")
	femaleFirst  = strings.Split("秀桂淑玉美丽春晓雅静海雨思佳欣梦文婉诗慧小红云凤金爱月若可子语", "")
	femaleLast   = strings.Split("英兰珍芳梅华红琴霞娟敏燕玲丽萍静雯婷洁莹琳倩怡萱涵彤蓉颖瑶琪悦妍云香", "")
	femaleSingle = strings.Split("芳娜敏静丽艳娟霞燕玲婷洁莉倩雪颖红梅琳云", "")
	shopNames    = []string{"鲜果园水果店", "康民大药房", "老街坊面馆", "净衣坊洗衣店", "小太阳托管中心", "悦己美发工作室", "惠邻便利店", "阿婆馄饨店", "安居房产中介", "童乐文具店", "快修小站", "晨光烘焙坊",
		"邻家茶铺", "爱宠之家宠物店", "百味卤味店", "金剪刀裁缝铺", "好滋味川菜馆", "新视界眼镜店"}
	firmHeads = []string{"恒信", "瑞丰", "众联", "博雅", "盛达", "启航", "云帆", "嘉禾", "同创", "锦程", "德邻", "汇智", "宏远", "天成", "明理"}
	firmTails = []string{"餐饮管理有限公司", "商贸有限公司", "教育咨询有限公司", "信息技术有限公司", "装饰工程有限公司", "健康管理有限公司", "文化传媒有限公司", "房地产经纪有限公司"}
)

// person draws a name and how one addresses its bearer.
func (d dice) person() (name, honorific string) {
	family := d.weighted(familyNames)
	if d.chance(49) {
		return family + d.given(femaleFirst, femaleLast, femaleSingle), "女士"
	}
	return family + d.given(maleFirst, maleLast, maleSingle), "先生"
}

func (d dice) given(first, last, single []string) string {
	if d.chance(17) {
		return d.of(single)
	}
	return d.of(first) + d.of(last)
}

// relative draws a name with the family name of somebody else, as children have it.
func (d dice) relative(of string) (name, honorific string) {
	family := crm.FamilyName(of)
	if d.chance(50) {
		return family + d.given(femaleFirst, femaleLast, femaleSingle), "女士"
	}
	return family + d.given(maleFirst, maleLast, maleSingle), "先生"
}

// firm draws the name of an organisation.
func (d dice) firm() string {
	if d.chance(60) {
		return d.of(shopNames)
	}
	return d.of(firmHeads) + d.of(firmTails)
}
