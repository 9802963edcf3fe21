//! The point of a table's row, from the texts of its two coordinates.
use riverchief_geom::degrees::{Axis, Coordinate, DegreesError, read};

/// The point; `None` if both texts are empty. `geographic` says whether the CRS of the table is in degrees.
///
/// # Errors
/// What is wrong with the coordinates, in Chinese, as part of a finding.
pub(super) fn table_point(x: &str, y: &str, geographic: bool) -> Result<Option<geo::Point<f64>>, String> {
    match (read(x, Axis::Longitude), read(y, Axis::Latitude)) {
        (Err(DegreesError::Empty), Err(DegreesError::Empty)) => Ok(None),
        (Ok(x), Ok(y)) if geographic || !(x.in_degrees || y.in_degrees) => Ok(Some(geo::Point::new(x.value, y.value))),
        (Ok(_), Ok(_)) => Err(format!("坐标 {x}，{y} 是度分秒，而图层坐标系以米为单位")),
        (read_x, read_y) => {
            let what = read_x.err().or(read_y.err()).map_or("", words);
            let shown = |text: &str, read: &Result<Coordinate, DegreesError>| match read {
                Err(DegreesError::Empty) => "空".to_owned(),
                _ => text.trim().to_owned(),
            };
            Err(format!("坐标 {}，{} {what}", shown(x, &read_x), shown(y, &read_y)))
        }
    }
}

/// What is wrong with a coordinate, after the coordinates themselves.
const fn words(error: DegreesError) -> &'static str {
    match error {
        DegreesError::Empty | DegreesError::NotDegrees => "不是数字，也不是度分秒",
        DegreesError::Order => "的度、分、秒次序不对或有缺漏",
        DegreesError::Decimals => "只有最后一部分可以有小数",
        DegreesError::TwoNumbers => "有两个数而没有度分符号，含义不明",
        DegreesError::Sixty => "的分或秒达到或超过 60",
        DegreesError::TooMany => "的度数超出范围",
        DegreesError::OtherAxis => "的东西南北与列不符，经纬度可能颠倒",
        DegreesError::TwoHemispheres => "的方向写了两次",
    }
}

#[cfg(test)]
mod tests {
    use super::table_point;

    #[test]
    fn points_of_tables_are_decimal_or_in_degrees() {
        let expected = Ok(Some(geo::Point::new(109.36, 21.48)));
        assert_eq!(table_point("109.36", "21.48", true), expected);
        assert_eq!(table_point("109°21′36″", "北纬21度28分48秒", true), expected);
        assert_eq!(table_point(" ", "\u{3000}", true), Ok(None));
        assert_eq!(
            table_point("330850", "2375000.5", false),
            Ok(Some(geo::Point::new(330_850.0, 2_375_000.5)))
        );
    }

    #[test]
    fn what_cannot_be_read_is_told_with_both_coordinates() {
        for (x, y, told) in [
            ("109.36", "", "坐标 109.36，空 不是数字，也不是度分秒"),
            ("109 21", "21.48", "坐标 109 21，21.48 有两个数而没有度分符号，含义不明"),
            (
                "21°28′N",
                "109°21′E",
                "坐标 21°28′N，109°21′E 的东西南北与列不符，经纬度可能颠倒",
            ),
            ("109°61′", "21°", "坐标 109°61′，21° 的分或秒达到或超过 60"),
        ] {
            assert_eq!(table_point(x, y, true), Err(told.to_owned()));
        }
        let metres = table_point("109°21′", "21°28′", false);
        assert_eq!(
            metres,
            Err("坐标 109°21′，21°28′ 是度分秒，而图层坐标系以米为单位".to_owned())
        );
    }
}
