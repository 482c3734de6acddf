package crm

import "strings"

// forbidden is a group of words no tag may contain, with what people are told.
type forbidden struct {
	why   string
	words []string
}

var forbiddenTags = []forbidden{
	{"不得以维权、投诉给客户贴标签，请用诉求记录", strings.Fields(`维权 维护权益 争取权益 讨说法 投诉专业户 投诉大户 投诉狂 职业投诉 爱投诉 常投诉 老投诉 恶意投诉 缠访 闹访 上访 信访 维稳 稳控
		挑头 带头闹 起诉物业 告状 weiquan shangfang xinfang weiwen`)},
	{"不得评价客户为人", strings.Fields(`难缠 难搞 难弄 难伺候 难侍候 难对付 难沟通 难说话 难相处 不好惹 不好说话 不讲理 蛮横 胡搅 搅蛮 刁 泼妇 无赖 赖子 老赖 赖账 赖皮 钉子户 闹事 找茬
		找事 挑事 挑刺 事多 奇葩 麻烦 问题客户 问题户 问题业主 重点户 重点人 重点关注 重点监控 神经病 有病 变态 讨厌 烦人 垃圾 碰瓷 骗子 小人 素质差 没素质 低素质 抠门 脾气差 脾气大 敏感人
		nanchan nangao diaomin laolai dingzihu qipa`)},
	{"不得设黑名单", strings.Fields(`黑名单 黑户 拉黑 上黑 封杀 不受欢迎 禁入 拒绝服务 灰名单 失信名单 heimingdan lahei blacklist`)},
	{"民族属敏感信息，不得作为标签", append(strings.Fields(`民族 少民 族裔 种族 黑人 白人 黄种 维族 维人 疆独 回民 回回 回教 清真 藏人 藏民 藏胞 蒙人 满人 满清 汉人 苗人 彝人 壮人 侗人 瑶人 朝鲜人 鲜族
		minzu huimin zangzu huizu weizu weiwuer`), ethnicGroups...)},
	{"宗教信仰属敏感信息，不得作为标签", strings.Fields(`宗教 信教 信仰 教徒 信徒 教友 教民 教会 教堂 传教 佛教 信佛 学佛 念佛 拜佛 居士 和尚 尼姑 喇嘛 道教 道士 基督 天主 耶稣 信主 神父 牧师 修女 东正教 新教徒 犹太
		伊斯兰 穆斯林 穆民 阿訇 清真寺 印度教 锡克 摩门 耶和华 巴哈伊 法轮 全能神 邪教 无神论 zongjiao xinjiao fojiao jidu muslim islam christian buddhis jewish hindu falun`)},
	{"政治面貌与观点属敏感信息，不得作为标签", strings.Fields(`政治 党员 党派 入党 共产 国民党 民进党 民主党 民革 民盟 民建会 民进会 农工党 致公党 九三学社 台盟 共青团 群众面貌 政见 异见 左派 右派 左翼 右翼 五毛 公知 民运 反动 反党
		台独 港独 藏独 六四 政协 人大代表 zhengzhi dangyuan zhenggong`)},
	{"涉及健康或身份状况，请登记为关怀标签并另征同意", strings.Fields(`独居 空巢 孤寡 失独 失能 失智 残疾 残障 伤残 轮椅 行动不便 瘫 盲人 聋 哑 孕 产妇 月子 流产 病 癌 肿瘤 透析 艾滋 抑郁 自闭 精神 低保 贫困 特困 离异 离婚 单亲
		dujulao canji yunfu`)},
	{"不得记录罪错与身份证件", strings.Fields(`前科 刑满 犯罪 罪犯 吸毒 涉毒 涉黑 嫌疑 逃犯 坐牢 身份证 同性恋 性取向 gay`)},
}

// ethnicGroups are the 56 recognised ones, those of one character with 族, longer ones without it too.
var ethnicGroups = strings.Fields(`汉族 蒙古 回族 藏族 维吾尔 苗族 彝族 壮族 布依 朝鲜族 满族 侗族 瑶族 白族 土家 哈尼 哈萨克 傣族 黎族 傈僳 佤族 畲族 高山族 拉祜 水族 东乡族 纳西 景颇 柯尔克孜 土族
	达斡尔 仫佬 羌族 布朗族 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒族 乌孜别克 俄罗斯 鄂温克 德昂 保安族 裕固 京族 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺`)

// harmless are words that contain a forbidden one by accident.
var harmless = strings.Fields(`哑铃 水族箱 水族馆 养水族 蒙古包 俄罗斯方块`)

// simplified turns the traditional and variant characters of these words.
var simplified = pairs(`維维 護护 權权 爭争 討讨 說说 訴诉 專专 業业 戶户 職职 愛爱 惡恶 纏缠 鬧闹 訪访 穩稳 帶带 頭头 難难 對对 溝沟 話话 講讲 蠻蛮 攪搅 潑泼 無无 賴赖 帳账 賬账 釘钉 問问 題题 點点 監监 關关 經经 變变 態态 厭厌 煩烦 碼码 騙骗 質质
	摳抠 窮穷 氣气 單单 絕绝 務务 種种 滿满 漢汉 壯壮 瑤瑶 鮮鲜 會会 傳传 學学 唸念 東东 猶犹 蘭兰 錫锡 輪轮 論论 黨党 員员 產产 國国 進进 農农 團团 羣群 見见 異异 運运 動动 獨独 臺台 協协 殘残 傷伤 癱瘫 聾聋 啞哑 婦妇 腫肿 憂忧
	鬱郁 閉闭 貧贫 離离 親亲 羅罗 烏乌 爾尔 薩萨 納纳 鄉乡 達达 諾诺 門门 龍龙 倫伦 溫温 頗颇 畬畲 賓宾 倈俫 僂偻 仏佛 敎教 穌稣 蘇苏 師师 稅税 貭质 籤签 惟维`)

// pairs reads couples of characters, the second takes the place of the first.
func pairs(text string) map[rune]rune {
	m := map[rune]rune{}
	for _, couple := range strings.Fields(text) {
		r := []rune(couple)
		m[r[0]] = r[1]
	}
	return m
}
