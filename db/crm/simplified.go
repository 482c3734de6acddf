package crm

import "strings"

// simplifiedPairs are the traditional characters of headings, words and addresses, each before its simplified form. Names of
// people are not touched: they stay as written.
const simplifiedPairs = "" +
	"佔占來来係系倉仓個个備备傢家傭佣傳传債债僅仅僱雇價价億亿優优儲储兒儿內内兩两別别動动務务區区協协員员問问啟启單单嗎吗國国圍围園园圓元執执報报場场塊块塢坞壞坏夠够" +
	"夥伙姊姐媽妈孫孙學学實实寧宁審审寫写專专對对層层屬属島岛嶺岭帳账帶带幣币幾几庫库廈厦廠厂廣广廳厅後后從从復复徵征愛爱態态慣惯應应戶户掛挂損损擇择據据數数於于時时" +
	"晉晋暫暂會会東东棄弃棟栋棲栖業业構构樓楼標标樹树橋桥機机橫横檔档檯台權权歲岁歷历歸归氣气決决沒没減减測测溝沟滬沪滯滞潔洁澗涧灣湾災灾為为無无熱热燈灯營营爐炉爺爷" +
	"牆墙狀状獨独現现環环瓊琼產产異异當当發发監监碼码禮礼種种稱称積积築筑簡简簽签粵粤紀纪約约紅红納纳級级組组絡络統统經经綠绿維维緊紧線线編编縣县縱纵總总織织繫系繳缴" +
	"繼继聯联職职臺台與与舖铺莊庄萬万葉叶蓋盖藍蓝蘇苏處处號号衛卫裏里補补裝装裡里製制複复覈核視视親亲訂订計计訊讯託托訪访註注詢询話话詳详誌志認认說说調调請请謂谓證证" +
	"識识議议護护變变讓让負负貨货責责貴贵買买貸贷費费賃赁資资賣卖質质賬账購购贈赠贛赣車车輕轻輛辆轉转辦办這这週周進进運运達达遠远遲迟遷迁選选遼辽還还郵邮鄉乡鄰邻醫医" +
	"銀银鋪铺鋼钢錄录錢钱鍋锅鎖锁鎮镇鐵铁鑰钥長长門门開开閒闲間间閘闸閥阀閩闽關关陝陕陰阴陽阳隊队階阶際际隴陇雙双離离雲云電电頁页項项預预領领題题額额顏颜類类顧顾風风" +
	"飯饭養养餘余館馆體体魯鲁麵面黃黄點点齡龄龍龙訴诉眾众聲声擾扰諮咨揚扬滲渗寵宠設设結结閉闭確确"

var simplifiedForm = func() map[rune]rune {
	forms, pairs := map[rune]rune{}, []rune(simplifiedPairs)
	for i := 0; i+1 < len(pairs); i += 2 {
		forms[pairs[i]] = pairs[i+1]
	}
	return forms
}()

// Simplified writes the traditional characters of the office's words in their simplified form (樓棟 → 楼栋). It is for
// recognising words, never for names.
func Simplified(text string) string {
	if plainASCII(text) {
		return text
	}
	return strings.Map(func(r rune) rune {
		if form, ok := simplifiedForm[r]; ok {
			return form
		}
		return r
	}, text)
}

func plainASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= 0x80 {
			return false
		}
	}
	return true
}
