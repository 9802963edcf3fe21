//! Targets: coordinates, parameters and paths that nobody should be answered.
use super::{Attack, BULK, at, get};

pub fn coordinates() -> Vec<Attack> {
    vec![
        at("not a number", "lon=NaN&lat=21.5"),
        at("infinite", "lon=109.1&lat=inf"),
        at("minus infinite", "lon=-Infinity&lat=21.5"),
        at("huge", "lon=1e308&lat=21.5"),
        at("beyond doubles", "lon=1e309&lat=21.5"),
        at("hexadecimal", "lon=0x6D&lat=21.5"),
        at("decimal comma", "lon=109,1&lat=21.5"),
        at("empty", "lon=&lat=21.5"),
        at("axes swapped", "lon=21.5&lat=109.1"),
        at("no latitude", "lon=109.1"),
        at("nothing at all", ""),
        at("unknown CRS", "lon=109.1&lat=21.5&crs=EPSG:0"),
        at(
            "a CRS as a PROJ string",
            "lon=109.1&lat=21.5&crs=%2Bproj%3Dlonglat%20%2Bnadgrids%3D%2Fetc%2Fpasswd",
        ),
        at("a CRS as a path", "lon=109.1&lat=21.5&crs=..%2F..%2Fetc%2Fpasswd"),
        at("a CRS as WKT", "lon=109.1&lat=21.5&crs=GEOGCS%5B%22x%22%5D"),
        at("a vertical CRS", "lon=109.1&lat=21.5&crs=EPSG:5773"),
        at("a geocentric CRS", "lon=109.1&lat=21.5&crs=EPSG:4978"),
        at(
            "a code of twenty digits",
            "lon=109.1&lat=21.5&crs=EPSG:99999999999999999999",
        ),
        at("out of the CRS's range", "lon=1e20&lat=1e20&crs=EPSG:4545"),
        at("off the Earth in Mercator", "lon=1e30&lat=0&crs=EPSG:3857"),
        at("180 degrees and a bit", "lon=180.0000001&lat=0"),
    ]
}

pub fn parameters() -> Vec<Attack> {
    let good = "lon=109.1&lat=21.5";
    let many = format!("{good}{}", "&lon=1".repeat(500));
    vec![
        at("twice", "lon=109.1&lon=109.2&lat=21.5"),
        at("twice, once escaped", "lon=109.1&%6Con=109.2&lat=21.5"),
        at("five hundred times", &many),
        at("unknown", &format!("{good}&verbose=1")),
        at("in capitals", "LON=109.1&LAT=21.5"),
        at("as an array", "lon[]=109.1&lat[]=21.5"),
        at("a nameless one", &format!("{good}&=1")),
        at("NUL", &format!("{good}&concern=%00")),
        at(
            "a line break for the log",
            &format!("{good}&concern=a%0d%0aINFO%20forged"),
        ),
        at("bad UTF-8", &format!("{good}&concern=%ff%fe")),
        at("an overlong slash", &format!("{good}&concern=%c0%af")),
        at("a surrogate", &format!("{good}&concern=%ed%a0%80")),
        at("half an escape", &format!("{good}&concern=%e6%b")),
        at("no escape", &format!("{good}&concern=%zz")),
        at("a long value", &format!("{good}&concern={}", "x".repeat(600))),
        at("a semicolon for an ampersand", "lon=109.1;lat=21.5"),
        at("30 February", &format!("{good}&as_of=2018-02-30")),
        at("29 February of a common year", &format!("{good}&as_of=1900-02-29")),
        at("year 10000", &format!("{good}&as_of=10000-01-01")),
        at("a moment for a day", &format!("{good}&as_of=2018-06-30T00:00:00Z")),
        at("edition zero", &format!("{good}&edition=0")),
        at("a negative edition", &format!("{good}&edition=-1")),
        get(
            "an edition to come",
            &format!("{BULK}?{good}&edition=4294967295"),
            &[404],
        ),
        at(
            "more editions than a counter holds",
            &format!("{good}&edition=4294967296"),
        ),
        at("yes for true", &format!("{good}&explain=yes")),
        get(
            "an endless distance",
            "/v1/segments/S-NLJ-V11/upstream?distance_km=1e9",
            &[400],
        ),
        get(
            "a negative distance",
            "/v1/segments/S-NLJ-V11/upstream?distance_km=-1",
            &[400],
        ),
        get("a limit of everything", "/v1/search?q=a&limit=4294967295", &[400]),
        get("blank words", "/v1/search?q=%20%09", &[400]),
    ]
}

pub fn paths() -> Vec<Attack> {
    let long = "x".repeat(9000);
    vec![
        get("traversal", "/../../etc/passwd", &[404]),
        get("escaped traversal", "/v1/units/..%2f..%2f..%2fetc%2fpasswd", &[404]),
        get("twice escaped traversal", "/v1/units/%252e%252e%252f", &[404]),
        get("an empty id", "/v1/segments//chiefs", &[404, 400]),
        get("a slash at the end", "/v1/inventory/", &[404]),
        get("two slashes", "//v1/inventory", &[404]),
        get("capitals", "/V1/INVENTORY", &[404]),
        get("NUL in an id", "/v1/units/4505%00", &[400]),
        get("bad UTF-8 in an id", "/v1/units/%ff", &[400]),
        get("a huge id", &format!("/v1/segments/{}", "9".repeat(4000)), &[400]),
        get("a target over the limit", &format!("/v1/units/{long}"), &[414]),
        get("SQL in an id", "/v1/posts/x'%20OR%20'1'='1", &[404]),
        get("a bare percent sign", "/v1/units/%", &[404, 400]),
        get("another site", "http://evil.example/v1/none", &[404]),
        get("an asterisk", "*", &[400, 404]),
    ]
}
