//! The clauses on which decisions rest: rule id, section of the plan, the plan's own words.
//!
//! Explanations quote only from here. Knows neither waters nor answers; docs/RULES.md tells how each rule is
//! implemented and tested.
use super::kinds::Basis;
use std::fmt;

/// A rule and the words of the plan from which it comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clause {
    /// Rule id as in docs/RULES.md, e.g. `Z5`.
    pub id: &'static str,
    /// Section of the plan, e.g. `四(一)`; empty where the plan is silent.
    pub section: &'static str,
    /// The plan's own words. For an inferred rule: the nearest stated words, or empty.
    pub quote: &'static str,
    /// What the rule says, in English.
    pub gloss_en: &'static str,
    /// Stated by the plan, or inferred where the plan is silent.
    pub basis: Basis,
}

/// `name id section quote gloss basis`, one clause a line.
macro_rules! clauses {
    ($($name:ident $id:literal $section:literal $quote:literal $gloss:literal $basis:ident;)*) => {
        /// The id of a rule. It becomes text only in output.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum RuleId {
            $(#[doc = $gloss] $name,)*
        }

        /// Every rule, in the order of docs/RULES.md and of [`RuleId`].
        pub static CLAUSES: &[Clause] = &[$(Clause {
            id: $id, section: $section, quote: $quote, gloss_en: $gloss, basis: Basis::$basis,
        },)*];
    };
}

clauses! {
    // Levels and posts
    L1 "L1" "四(一)" "全面建立行政区域与流域结合的市、县（区）、乡镇（街道）、村（社区）四级河长体系" "Four levels of chiefs, by administrative area and by basin." Stated;
    L2 "L2" "四(一)" "市、县（区）、乡镇（街道）分别设立总河长、河长" "General chiefs exist at city, county and township only." Stated;
    L3 "L3" "四(一)" "市总河长由市委和市政府主要领导担任" "The city's general chief seat may have two holders: the main leaders of the party committee and of the government." Stated;
    L4 "L4" "四(一)" "县（区）、乡镇（街道）行政区域总河长由同级党委和政府主要领导担任" "County and township general chiefs are the main leaders of the same level." Stated;
    L5 "L5" "四(四)" "总河长对本行政区域江河湖库管理保护负总责" "Every place in the city has general chiefs, whether or not a water is near." Stated;
    // The four city-level waters
    C1 "C1" "四(一)" "南流江、洪潮江（洪潮江水库）、旺盛江（旺盛江水库、湖海运河）、马江（小江水库）分别设市级河长，由市领导担任" "Four city chiefs; bracketed waters share the post of the river before the bracket." Stated;
    C2 "C2" "三(一)" "等市级主要江河湖库" "The list of city-level waters is open; it is part of the data." Stated;
    C3 "C3" "四(一)" "南流江、洪潮江、旺盛江、马江流经的县（区）、乡镇（街道）、村（社区）的相应河段，分别设立相应的县（区）、乡镇（街道）、村（社区）河长" "Every unit that such a river passes has a segment and a chief, villages included." Stated;
    C4 "C4" "四(一)" "由县（区）、乡镇（街道）党委或政府主要领导和村（社区）党组织书记担任" "Who may hold those seats: main leaders; in a village the party secretary." Stated;
    C5 "C5" "四(一)" "旺盛江（旺盛江水库、湖海运河）" "The canal 湖海运河 is segmented like its parent 旺盛江." Inferred;
    C6 "C6" "四(一)" "其他江河湖库" "A tributary of the four rivers is an other water: it has no city chief." Inferred;
    // Other waters
    O1 "O1" "四(一)" "其他江河湖库所在县（区）、乡镇（街道）按行政区域分级分段分片设立河长，由同级领导担任" "Other waters have county and township chiefs, by stretch or by piece." Stated;
    O2 "O2" "四(一)" "村（社区）河长由乡镇根据实际设定，可由村（社区）党组织书记、村长或其他村干部担任" "On other waters the township decides on village chiefs; absence is no gap." Stated;
    O3 "O3" "四(一)" "其他江河湖库" "Other reservoirs have no reservoir chief and are not split." Inferred;
    O4 "O4" "四(一)" "其他江河湖库" "A lake's chief is a river chief." Inferred;
    // Reservoirs
    Z1 "Z1" "四(一)" "小江水库、旺盛江水库、洪潮江水库实行水域（库区水面）、陆域（库区沿岸）分离管理" "Three reservoirs are split into a water zone and a land zone." Stated;
    Z2 "Z2" "四(一)" "水域专设市级水库库长，由水库管理单位主要负责人担任" "The water zone has a reservoir chief at city level." Stated;
    Z3 "Z3" "四(一)" "陆域按照水库沿岸行政村属地原则、分级管理原则落实市、县（区）、乡镇（街道）、村（社区）四级河长" "The land zone follows the village: four levels, all mandatory." Stated;
    Z4 "Z4" "四(四)" "市级水库库长直接负责小江水库、旺盛江水库、洪潮江水库水域范围内的管理保护工作" "In the water zone the reservoir chief is directly responsible." Stated;
    Z5 "Z5" "四(四)" "水库库长、库岸所在行政区域范围内河段的县（区）级河长分别对水库水域、陆域的管理保护负直接责任" "In the land zone the county chief is directly responsible." Stated;
    Z6 "Z6" "四(四)" "水库库长向市河长报告重大事项；陆域河长向同级总河长报告重大事项" "To whom the chiefs of the two zones report." Stated;
    Z7 "Z7" "四(一)" "水域专设市级水库库长" "The chain of the water zone is reservoir chief, city chief, city general chief; bank units are adjacent." Inferred;
    Z8 "Z8" "四(一)" "实行水域（库区水面）、陆域（库区沿岸）分离管理" "Water zone before channel, channel before land zone, land zone before plain area." Inferred;
    Z9 "Z9" "四(一)" "水域（库区水面）" "The pool is a polygon at a named reference level." Inferred;
    Z10 "Z10" "五(二)" "依法依规划定江河湖库管理范围" "The outer edge of the land zone is data; a buffered draft is provisional." Inferred;
    Z11 "Z11" "四(四)" "水域范围内" "A pool across the city limit: if so flagged, the reservoir chief is responsible for the whole pool." Inferred;
    Z12 "Z12" "四(一)" "陆域按照水库沿岸行政村属地原则" "The land zone is cut by village; each piece is decided alone." Inferred;
    // Duties
    D1 "D1" "四(四)" "总河长对本行政区域江河湖库管理保护负总责。负责组织领导本行政区域江河湖库管理保护工作，承担总督导、总调度、总协调职责" "General chief: overall responsibility, direction and coordination." Stated;
    D2 "D2" "四(四)" "市河长是所负责江河湖库管理保护的直接责任人" "City chief: directly responsible for the waters in his charge." Stated;
    D3 "D3" "四(四)" "直接负责小江水库、旺盛江水库、洪潮江水库水域范围内的管理保护工作，做好水域范围内保洁、管护、巡查等工作" "Reservoir chief: cleaning, upkeep and patrol within the water zone." Stated;
    D4 "D4" "四(四)" "县（区）河长是所负责江河湖库管理保护的直接责任人" "County chief: directly responsible for the waters in his charge." Stated;
    D5 "D5" "四(四)" "乡镇（街道）河长是所负责江河湖库管理保护的直接责任人" "Township chief: directly responsible; publicity, cleaning, supervision of village chiefs." Stated;
    D6 "D6" "四(四)" "村（社区）河长协助乡镇（街道）党委和政府以及有关部门做好江河湖库管理保护工作" "Village chief: assists; not a directly responsible person." Stated;
    // Reporting
    R1 "R1" "四(四)" "督导下级河长、市级有关责任部门单位履行职责，向同级总河长报告重大事项" "City chief reports to the city's general chief." Stated;
    R2 "R2" "四(四)" "水库库长向市河长报告重大事项" "Reservoir chief reports to the city chief of the parent river." Stated;
    R3 "R3" "四(四)" "陆域河长向同级总河长报告重大事项" "Land-zone chiefs report to the general chief of their level." Stated;
    R4 "R4" "四(四)" "向同级总河长和市河长报告重大事项" "County chief reports to the county's general chief and to the city chief." Stated;
    R5 "R5" "四(四)" "对突发水污染问题和检查发现的重大问题及时报告同级总河长和县（区）河长" "Township chief reports sudden pollution and grave findings to general chief and county chief." Stated;
    R6 "R6" "四(四)" "发现违法活动等问题及时报告乡镇（街道）河长" "Village chief reports unlawful activity to the township chief." Stated;
    RA1 "RA1" "四(四)" "向同级总河长和市河长报告重大事项" "Other waters have no city chief: the county chief reports to the county's general chief only." Inferred;
    RA2 "RA2" "四(四)" "陆域河长向同级总河长报告重大事项" "A land-zone county chief keeps both edges; the general chief's is primary." Inferred;
    RA3 "RA3" "四(四)" "及时报告乡镇（街道）河长" "A land-zone village chief reports to the township chief, as no village general chief exists." Inferred;
    RA4 "RA4" "" "" "A general chief reports to nobody and is supervised by the next general chief up." Inferred;
    RA5 "RA5" "" "" "One person as general chief and chief: the edge between the two seats is flagged." Inferred;
    RA6 "RA6" "四(四)" "水库库长向市河长报告重大事项" "The reservoir chief is supervised by the city chief." Inferred;
    // Supervision
    U1 "U1" "四(四)" "负责指导、督导同级河长、下级总河长和组织协调同级有关责任部门履行职责" "General chief supervises chiefs of his level and general chiefs below." Stated;
    U2 "U2" "四(四)" "指导市级河长制办公室工作，督导下级河长、市级有关责任部门单位履行职责" "City chief supervises lower chiefs and city departments, guides the city office." Stated;
    U3 "U3" "四(四)" "指导同级河长制办公室工作，督导下级河长、同级有关责任部门单位履行职责" "County chief supervises lower chiefs and county departments, guides the county office." Stated;
    U4 "U4" "四(四)" "督导村河长履行职责" "Township chief supervises village chiefs." Stated;
    U5 "U5" "四(四)" "督导下级河长制办公室工作" "Office supervises lower offices and urges member units." Stated;
    // Joint conference (its sentence is J1's; `J` alone is the edge case of the confluence)
    J1 "J1" "四(二)" "除市领导担任河长的四条江河外，其他县（区）领导担任河长的跨县（区）的江河湖库，建立河长联席会议工作机制" "A water not of city level, with county chiefs and parts in two or more counties of this city, has a joint conference." Stated;
    J2 "J2" "四(二)" "河长联席会议召集人原则上由最长河段的县（区）河长担任" "Convener: the county chief of the longest reach." Stated;
    J3 "J3" "四(二)" "跨县（区）的江河湖库由江河湖库防汛抗旱指挥长所在县（区）的县（区）河长担任" "With a flood-control commander on record: the county chief of the commander's county." Stated;
    JA1 "JA1" "四(二)" "原则上由最长河段的县（区）河长担任" "The commander's county takes precedence over the longest reach." Inferred;
    JA2 "JA2" "四(二)" "最长河段" "Ties within max(1 m, 0.01 %): exclusive length, then the smaller code." Inferred;
    JA3 "JA3" "四(二)" "最长河段" "A reach on the county border counts in full for both." Inferred;
    JA4 "JA4" "四(二)" "最长河段" "A lake without commander: the longest shoreline." Inferred;
    JA5 "JA5" "四(二)" "最长河段" "Lengths are geodesic." Inferred;
    JA6 "JA6" "四(二)" "防汛抗旱指挥长所在县（区）" "A commander's county that does not touch the water is a data error; the longest reach decides." Inferred;
    JA7 "JA7" "四(二)" "由最长河段的县（区）河长担任" "A vacant seat remains the convener; nobody replaces it." Inferred;
    JA8 "JA8" "四(二)" "跨县（区）" "A neighbour outside the city does not take part." Inferred;
    // Offices, meetings, departments
    F1 "F1" "四(三)" "县级以上河长设立相应的河长制办公室" "Offices at city and county; elsewhere optional." Stated;
    F2 "F2" "四(三)" "北海市成立河长制办公室，设在市水利局" "The city office, its seat and its heads." Stated;
    F3 "F3" "四(二)" "分级建立河长会议制度，各级河长会议由本级总河长、河长、相关负责同志、成员单位负责同志出席" "Chiefs' meetings at each level and who attends." Stated;
    F4 "F4" "四(二)" "如因工作需要，可相应增加成员单位" "Twenty-one member units; the set is open." Stated;
    F5 "F5" "四(二)" "各单位明确1名处级干部为成员和1名科级干部为联络员" "Each member unit names one member and one liaison." Stated;
    F6 "F6" "四(四)" "市河长会议成员单位的职责如下" "Each member unit has a duty paragraph." Stated;
    F7 "F7" "四(四)" "各级河长会议成员单位应按照职责分工，各司其职，各负其责" "A named concern goes to the units whose duties cover it." Inferred;
    F8 "F8" "" "" "Member units carry validity dates and successors." Inferred;
    // Milestones and products
    M1 "M1" "三(一)" "到2017年底，建立南流江、洪潮江（洪潮江水库）、旺盛江（旺盛江水库、湖海运河）、马江（小江水库）等市级主要江河湖库乡镇级以上河长制" "End of 2017: city-level waters down to the township." Stated;
    M2 "M2" "三(二)" "到2018年6月，全市所有江河湖库全面建立河长制" "June 2018: all waters." Stated;
    M3 "M3" "三(三)" "到2020年，水资源得到有效保护" "2020: outcome goals." Stated;
    M4 "M4" "六(一)" "编制分级分段的江河湖库名录和分布示意图" "Graded and segmented inventory, and the map." Stated;
    M5 "M5" "六(二)" "建立市河长会议制度、信息报送制度、信息共享制度、工作督察制度" "Systems to be issued." Stated;
    M6 "M6" "六(三)" "采取自查、全面检查、重点抽查的方式" "Checks." Stated;
    M7 "M7" "六(四)" "按分级负责原则组织验收" "Acceptance." Stated;
    M8 "M8" "七(一)" "县（区）、乡镇要在2017年12月底前印发工作方案，并报上一级党委和政府" "Plans issued and sent up by the end of 2017." Stated;
    M9 "M9" "七(一)" "2018年3月底前制定出台相关制度及考核办法，并报上级河长制办公室" "Systems and assessment issued by March 2018." Stated;
    P1 "P1" "七(四)" "建立河长制信息发布平台，通过主要媒体公告河长名单和水生态环境信息，在江河湖库岸边显著位置设立公示牌，接受社会监督" "A public roster, and notice boards on the banks." Stated;
    P2 "P2" "五(六)" "建立上下游、左右岸联合交叉执法" "Upstream, downstream and opposite-bank neighbours." Stated;
    P3 "P3" "五(三)" "跨界断面、主要交汇处等重点水域" "Sections on borders, and confluences." Stated;
    P4 "P4" "二" "一江一策、一河一策、一湖一策、一库一策" "One document per water." Stated;
    // The decision procedure
    Step0 "11.0" "" "" "Coordinates are read in a named CRS, or as CRS84." Inferred;
    Step1 "11.1" "" "" "The law of the date applies; today is the date in Asia/Shanghai." Inferred;
    Step2 "11.2" "四(一)" "按行政区域" "Units at the place; the city's limit; the sea." Inferred;
    Step3 "11.3" "四(一)" "水域（库区水面）" "Water zone: the reservoir's chain." Inferred;
    Step4 "11.4" "四(一)" "相应河段" "Channel, management extent, or tolerance: the segment's chain." Inferred;
    Step5 "11.5" "四(一)" "陆域（库区沿岸）" "Land zone: the village's chain." Inferred;
    Step6 "11.6" "" "" "The nearest water within reach is advice, not ownership." Inferred;
    Step7 "11.7" "四(四)" "总河长对本行政区域江河湖库管理保护负总责" "Otherwise the general chiefs." Inferred;
    Step8 "11.8" "" "" "Post, tenure on the date, state of the seat." Inferred;
    Step9 "11.9" "四(四)" "报告重大事项" "Edges, convener, offices and duties are attached." Inferred;
    Step10 "11.10" "" "" "Each step is explained." Inferred;
    // Matching and numerics
    N1 "N1" "" "" "Edges are straight in longitude and latitude; tests are exact; every area is closed." Inferred;
    N2 "N2" "" "" "Distance: nearest point in the local plane, then the geodesic." Inferred;
    N3 "N3" "" "" "Lengths and measures are geodesic, from the upstream end of a branch." Inferred;
    N4 "N4" "" "" "Step 4 in order: channel, management extent, tolerance; the rank among several." Inferred;
    N4a "N4a" "" "" "In or on a water's area, or within half width of a centreline without one." Inferred;
    N4b "N4b" "五(二)" "江河湖库管理范围" "In or on a management extent." Inferred;
    N4c "N4c" "" "" "Within tolerance of a water." Inferred;
    N5 "N5" "四(一)" "分级分段分片" "From a channel to its segment, level by level." Inferred;
    N6 "N6" "" "" "A reach along a common border is shared: left and right bank." Inferred;
    N7 "N7" "" "" "The statuses and what each includes." Inferred;
    N8 "N8" "" "" "Confidence, and the alternatives near an edge." Inferred;
    N9 "N9" "" "" "Lines and polygons are cut; parts by owner with length or area." Inferred;
    N10 "N10" "" "" "A threshold counts as reached at exactly its value." Inferred;
    N11 "N11" "" "" "Bank: the side of the directed centreline." Inferred;
    // Edge cases
    A "A" "" "" "The smallest code at the lowest level that has a covering unit; above it its parents, or else the units that cover the place." Inferred;
    B "B" "五(六)" "左右岸" "On a border river the bank decides; exactly on the line, the smaller code comes first." Inferred;
    C "C" "" "" "Near a water, but in no zone: the place is not assigned to the water." Inferred;
    D "D" "四(一)" "行政村属地原则" "A land zone across counties is decided by village piece." Inferred;
    E "E" "五(一)" "各县（区）人民政府、涠洲岛旅游区管委会" "A functional area acts as the county if it has a post of the kind." Inferred;
    F "F" "四(一)" "村（社区）河长由乡镇根据实际设定" "Without a village chief: a gap on city-level waters, otherwise not established." Inferred;
    G "G" "" "" "A vacant post stays in the chain; the first contact is the next seat up that is held; duties do not move." Inferred;
    H "H" "" "" "Two holders of a seat that only one may hold are an error." Inferred;
    I "I" "" "" "Two waters overlap: rank decides, all are listed." Inferred;
    J "J" "" "" "A confluence belongs to the main stem." Inferred;
    K "K" "" "" "A segment is half-open: its upper node belongs to it, its lower node to the next segment." Inferred;
    L "L" "" "" "A registered segment across a border keeps its chief; the computed unit is also shown." Inferred;
    M "M" "" "" "The registered assignment takes precedence over geometry and is flagged." Inferred;
    N "N" "四(一)" "按行政区域分级分段分片设立河长" "A stretch without a segment: chiefs are inferred by administrative area." Inferred;
    O "O" "" "" "Two registered segments overlap: the later one wins, then the smaller id." Inferred;
    P "P" "" "" "Records are identified by id, never by name." Inferred;
    Q "Q" "" "" "There is no chief at sea." Inferred;
    R "R" "" "" "Exclaves, islands and parts need no special rule." Inferred;
    S "S" "" "" "An islet is land; one that is missing from the data counts as water." Inferred;
    T "T" "" "" "Every validity is half-open; date and edition reproduce an old answer." Inferred;
    U "U" "" "" "GCJ-02 and BD-09 are converted when declared." Inferred;
    V "V" "" "" "A person may hold many posts." Inferred;
    W "W" "" "" "Farms, schools and communities act as township or village." Inferred;
    X "X" "" "" "A reach across the city limit is cut there and flagged." Inferred;
    // Completeness
    Section13 "13" "四(一)" "分别设立相应的县（区）、乡镇（街道）、村（社区）河长" "Quality and completeness checks." Inferred;
}

impl RuleId {
    /// The clause of the rule.
    ///
    /// ```
    /// use riverchief_core::domain::clause::RuleId;
    /// let clause = RuleId::Z2.clause();
    /// assert_eq!((clause.id, clause.section), ("Z2", "四(一)"));
    /// assert!(clause.quote.contains("水域专设市级水库库长"));
    /// ```
    #[must_use]
    pub fn clause(self) -> &'static Clause {
        &CLAUSES[self as usize]
    }

    /// The id as docs/RULES.md and answers spell it, e.g. `Z5`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.clause().id
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::{CLAUSES, Clause};
    use crate::domain::kinds::Basis;
    use std::collections::HashSet;

    fn clause(id: &str) -> Option<&'static Clause> {
        CLAUSES.iter().find(|clause| clause.id == id)
    }

    /// Width, white space and Markdown marks don't count.
    fn normalised(text: &str) -> String {
        text.chars()
            .map(|c| match c {
                '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
                _ => c,
            })
            .filter(|c| !c.is_whitespace() && !matches!(c, '*' | '#'))
            .collect()
    }

    #[test]
    fn ids_are_unique() {
        let mut seen = HashSet::new();
        for clause in CLAUSES {
            assert!(seen.insert(clause.id), "{} stands twice", clause.id);
        }
    }

    #[test]
    fn every_rule_id_has_a_clause() {
        let series: [(&str, usize); 15] = [
            ("L", 5),
            ("C", 6),
            ("O", 4),
            ("Z", 12),
            ("D", 6),
            ("R", 6),
            ("RA", 6),
            ("U", 5),
            ("J", 3),
            ("JA", 8),
            ("F", 8),
            ("M", 9),
            ("P", 4),
            ("N", 11),
            ("11.", 10),
        ];
        for (prefix, last) in series {
            for n in 1..=last {
                let id = format!("{prefix}{n}");
                assert!(clause(&id).is_some(), "{id}");
            }
        }
        for letter in 'A'..='X' {
            assert!(clause(&letter.to_string()).is_some(), "{letter}");
        }
        for id in ["11.0", "N4a", "N4b", "N4c", "13"] {
            assert!(clause(id).is_some(), "{id}");
        }
        assert!(clause("Y").is_none());
    }

    #[test]
    fn stated_clauses_have_words_and_a_section() {
        for clause in CLAUSES.iter().filter(|c| c.basis == Basis::Stated) {
            assert!(!clause.quote.is_empty() && !clause.section.is_empty(), "{}", clause.id);
        }
    }

    #[test]
    fn quotes_are_the_plans_own_words() {
        let Some(path) = riverchief_repository::shared("seed/beihai-river-chief-plan.zh.md") else {
            return;
        };
        let plan = std::fs::read_to_string(path).expect("the plan is read");
        let plan = normalised(&plan);
        for clause in CLAUSES {
            assert!(
                plan.contains(&normalised(clause.quote)),
                "{}: {}",
                clause.id,
                clause.quote
            );
        }
    }
}
