//! The closed lists of the plan and their spelling in files and answers.

macro_rules! kind {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant,)* }
        impl $name {
            /// Every variant, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];
            /// The spelling in files and answers.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
            /// Reads the spelling of [`Self::as_str`]; `None` for anything else.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$variant),)* _ => None }
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    )*};
}

kind! {
    /// The four levels (L1), highest first.
    Level {
        /// 市
        City = "city",
        /// 县（区）
        County = "county",
        /// 乡镇（街道）
        Township = "township",
        /// 村（社区）
        Village = "village",
    }
    /// 江河湖库 (rules.md §0).
    WaterKind {
        /// 江、河
        River = "river",
        /// 湖
        Lake = "lake",
        /// 库
        Reservoir = "reservoir",
        /// 运河、渠
        Canal = "canal",
    }
    /// Which side of a directed centreline, seen downstream (N11).
    Bank {
        /// Both banks, or on the line.
        Both = "both",
        /// 左岸
        Left = "left",
        /// 右岸
        Right = "right",
    }
    /// The two zones of a split reservoir (Z1).
    ZoneKind {
        /// 水域（库区水面）
        Water = "water",
        /// 陆域（库区沿岸）
        Land = "land",
    }
    /// Kinds of post (rules.md §0).
    PostKind {
        /// 总河长
        GeneralChief = "general_chief",
        /// 河长
        RiverChief = "river_chief",
        /// 市级水库库长
        ReservoirChief = "reservoir_chief",
        /// 成员单位成员
        Member = "member",
        /// 联络员
        Liaison = "liaison",
    }
    /// The office of a holder, for the checks of L4, C4, O1, O2 and Z2.
    TitleClass {
        /// 市领导 (C1)
        CityLeader = "city_leader",
        /// 党委主要领导
        PartyMain = "party_main",
        /// 政府主要领导
        GovernmentMain = "government_main",
        /// 同级领导 (O1)
        Leader = "leader",
        /// 村（社区）党组织书记 (C4)
        VillageSecretary = "village_secretary",
        /// 村长
        VillageHead = "village_head",
        /// 其他村干部 (O2)
        VillageCadre = "village_cadre",
        /// 水库管理单位主要负责人 (Z2)
        ReservoirUnitHead = "reservoir_unit_head",
        /// 处级干部 (F5)
        DivisionCadre = "division_cadre",
        /// 科级干部 (F5)
        SectionCadre = "section_cadre",
    }
    /// The status of an answer (N7).
    Status {
        /// In the water zone of a split reservoir.
        WaterZone = "WATER_ZONE",
        /// Step 4: in, on or within tolerance of a channel or another water's area.
        Channel = "CHANNEL",
        /// In the land zone of a split reservoir.
        LandZone = "LAND_ZONE",
        /// Dry land within `near_water` of a water: advice, not ownership.
        NearWater = "NEAR_WATER",
        /// Dry land: general chiefs only.
        GeneralOnly = "GENERAL_ONLY",
        /// Outside the city.
        OutOfJurisdiction = "OUT_OF_JURISDICTION",
        /// At sea.
        Marine = "MARINE",
    }
    /// N8: confidence of the answer.
    Confidence {
        /// No unit of a level that the world has elsewhere covers the place (A).
        Incomplete = "INCOMPLETE",
        /// No near edge would change the answer.
        Exact = "EXACT",
        /// An edge that changes the answer lies within `edge_warn`.
        NearBoundary = "NEAR_BOUNDARY",
        /// Matched by tolerance (N4 c).
        Snapped = "SNAPPED",
        /// Exactly on an edge (A) or on a shared centreline (B).
        Tie = "TIE",
    }
    /// State of a seat in the chain (step 8 of §11).
    SeatState {
        /// Held on the date.
        Filled = "FILLED",
        /// Established, but vacant.
        Vacant = "VACANT",
        /// Required by the plan, but no post is registered.
        Gap = "GAP",
        /// Optional and not established (O2).
        NotEstablished = "NOT_ESTABLISHED",
        /// No post, and the plan is not yet in force (S35).
        NotYet = "NOT_YET",
        /// The plan provides no such seat here (e.g. no city chief for other waters).
        NotApplicable = "NOT_APPLICABLE",
    }
    /// The basis of a statement.
    Basis {
        /// Stated by the plan.
        Stated = "stated",
        /// A design decision.
        Inferred = "inferred",
        /// In the world's data.
        Data = "data",
    }
    /// How a feature matched a point.
    MatchKind {
        /// Inside or on a WATER zone.
        WaterZone = "water_zone",
        /// N4 (a), inside or on an area.
        Area = "area",
        /// N4 (a), within half width of a centreline without area.
        NominalChannel = "nominal_channel",
        /// N4 (b).
        ManagementExtent = "management_extent",
        /// N4 (c).
        Tolerance = "tolerance",
        /// Inside or on a LAND zone.
        LandZone = "land_zone",
    }
}

impl Level {
    /// Length of a statistical code at this level.
    #[must_use]
    pub fn code_digits(self) -> usize {
        match self {
            Self::City | Self::County => 6,
            Self::Township => 9,
            Self::Village => 12,
        }
    }
    /// Position from the top: city 0 … village 3.
    #[must_use]
    pub fn index(self) -> usize {
        self as usize
    }
}
