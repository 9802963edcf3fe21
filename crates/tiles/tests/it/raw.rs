//! A reader and checker of MVT of our own, on the bytes: protobuf fields, commands, rings. Shares nothing with the encoder.
use std::collections::BTreeMap;

/// A vertex in units of the tile.
pub type At = [i64; 2];

#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Text(String),
    Number(f64),
    Flag(bool),
}

#[derive(Clone, Debug, PartialEq)]
pub enum Geometry {
    Unknown,
    Points(Vec<At>),
    Lines(Vec<Vec<At>>),
    /// Polygons, each its exterior and then its interiors, open.
    Polygons(Vec<Vec<Vec<At>>>),
}

#[derive(Clone, Debug)]
pub struct Feature {
    pub id: Option<u64>,
    pub tags: BTreeMap<String, Value>,
    pub geometry: Geometry,
}

#[derive(Clone, Debug)]
pub struct Layer {
    pub name: String,
    pub version: u64,
    pub extent: u64,
    pub features: Vec<Feature>,
    pub keys: usize,
    pub values: usize,
}

enum Wire<'a> {
    Varint(u64),
    Eight(u64),
    Four(u32),
    Bytes(&'a [u8]),
}

type Checked<T> = Result<T, String>;

fn varint(bytes: &[u8], at: &mut usize) -> Checked<u64> {
    let mut value = 0_u64;
    for shift in (0..70).step_by(7) {
        let byte = *bytes.get(*at).ok_or("a varint is cut short")?;
        *at += 1;
        if shift == 63 && byte > 1 {
            return Err("a varint of more than 64 bits".into());
        }
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Ok(value);
        }
    }
    Err("a varint of more than ten bytes".into())
}

fn fields(bytes: &[u8]) -> Checked<Vec<(u64, Wire<'_>)>> {
    let mut at = 0;
    let mut list = vec![];
    while at < bytes.len() {
        let tag = varint(bytes, &mut at)?;
        let mut take = |n: usize| {
            let part = bytes.get(at..at.checked_add(n)?)?;
            at += n;
            Some(part)
        };
        let wire = match tag & 7 {
            0 => Wire::Varint(varint(bytes, &mut at)?),
            1 => Wire::Eight(u64::from_le_bytes(take(8).ok_or("cut short")?.try_into().unwrap())),
            5 => Wire::Four(u32::from_le_bytes(take(4).ok_or("cut short")?.try_into().unwrap())),
            2 => {
                let len = usize::try_from(varint(bytes, &mut at)?).map_err(|e| e.to_string())?;
                let part = bytes.get(at..at.saturating_add(len)).ok_or("a message is cut short")?;
                at += len;
                Wire::Bytes(part)
            }
            other => return Err(format!("wire type {other}")),
        };
        list.push((tag >> 3, wire));
    }
    Ok(list)
}

fn packed(bytes: &[u8]) -> Checked<Vec<u32>> {
    let mut at = 0;
    let mut list = vec![];
    while at < bytes.len() {
        list.push(u32::try_from(varint(bytes, &mut at)?).map_err(|_| "more than 32 bits".to_string())?);
    }
    Ok(list)
}

fn text(bytes: &[u8]) -> Checked<String> {
    String::from_utf8(bytes.to_vec()).map_err(|e| e.to_string())
}

fn zigzag(n: u64) -> i64 {
    (n >> 1).cast_signed() ^ -(n & 1).cast_signed()
}

#[expect(clippy::cast_precision_loss, reason = "numbers of our tiles are far below 2^53")]
fn value(bytes: &[u8]) -> Checked<Value> {
    let list = fields(bytes)?;
    let [(number, wire)] = &list[..] else {
        return Err(format!("a value with {} fields", list.len()));
    };
    Ok(match (number, wire) {
        (1, Wire::Bytes(b)) => Value::Text(text(b)?),
        (2, Wire::Four(n)) => Value::Number(f64::from(f32::from_bits(*n))),
        (3, Wire::Eight(n)) => Value::Number(f64::from_bits(*n)),
        (4, Wire::Varint(n)) => Value::Number(n.cast_signed() as f64),
        (5, Wire::Varint(n)) => Value::Number(*n as f64),
        (6, Wire::Varint(n)) => Value::Number(zigzag(*n) as f64),
        (7, Wire::Varint(n)) if *n <= 1 => Value::Flag(*n == 1),
        _ => return Err(format!("a value of type {number}")),
    })
}

/// Reads a tile and refuses whatever MVT 2 refuses.
pub fn read(bytes: &[u8]) -> Checked<Vec<Layer>> {
    let mut layers: Vec<Layer> = vec![];
    for (number, wire) in fields(bytes)? {
        match (number, wire) {
            (3, Wire::Bytes(b)) => layers.push(layer(b)?),
            (16.., _) => {}
            (n, _) => return Err(format!("field {n} of a tile")),
        }
    }
    for (i, layer) in layers.iter().enumerate() {
        if layers[..i].iter().any(|l| l.name == layer.name) {
            return Err(format!("two layers {}", layer.name));
        }
    }
    Ok(layers)
}

fn layer(bytes: &[u8]) -> Checked<Layer> {
    let (mut name, mut version, mut extent) = (None, None, 4096);
    let (mut keys, mut values, mut raw) = (vec![], vec![], vec![]);
    for (number, wire) in fields(bytes)? {
        match (number, wire) {
            (1, Wire::Bytes(b)) => name = Some(text(b)?),
            (2, Wire::Bytes(b)) => raw.push(b),
            (3, Wire::Bytes(b)) => keys.push(text(b)?),
            (4, Wire::Bytes(b)) => values.push(value(b)?),
            (5, Wire::Varint(n)) => extent = n,
            (15, Wire::Varint(n)) => version = Some(n),
            (16.., _) => {}
            (n, _) => return Err(format!("field {n} of a layer")),
        }
    }
    let version = version.ok_or("a layer without version")?;
    let name = name.filter(|n| !n.is_empty()).ok_or("a layer without name")?;
    let features = raw
        .into_iter()
        .map(|b| feature(b, &keys, &values))
        .collect::<Checked<Vec<_>>>()?;
    Ok(Layer {
        name,
        version,
        extent,
        features,
        keys: keys.len(),
        values: values.len(),
    })
}

fn feature(bytes: &[u8], keys: &[String], values: &[Value]) -> Checked<Feature> {
    let (mut id, mut tags, mut kind, mut commands) = (None, vec![], 0, None);
    for (number, wire) in fields(bytes)? {
        match (number, wire) {
            (1, Wire::Varint(n)) => id = Some(n),
            (2, Wire::Bytes(b)) => tags.extend(packed(b)?),
            (3, Wire::Varint(n)) => kind = n,
            (4, Wire::Bytes(b)) => commands = Some(packed(b)?),
            (16.., _) => {}
            (n, _) => return Err(format!("field {n} of a feature")),
        }
    }
    let (pairs, []) = tags.as_chunks::<2>() else {
        return Err("an odd number of tags".into());
    };
    let mut named = BTreeMap::new();
    for [key, value] in pairs {
        let key = keys.get(*key as usize).ok_or("a tag without key")?;
        let value = values.get(*value as usize).ok_or("a tag without value")?;
        if named.insert(key.clone(), value.clone()).is_some() {
            return Err(format!("key {key} twice"));
        }
    }
    let commands = commands.filter(|c| !c.is_empty()).ok_or("a feature without geometry")?;
    Ok(Feature {
        id,
        tags: named,
        geometry: geometry(kind, &commands)?,
    })
}

/// One command with its parameters followed.
struct Cursor<'a> {
    rest: &'a [u32],
    at: At,
}

impl Cursor<'_> {
    fn command(&mut self) -> Checked<Option<(u32, usize)>> {
        let Some((first, rest)) = self.rest.split_first() else {
            return Ok(None);
        };
        self.rest = rest;
        let count = (first >> 3) as usize;
        if count == 0 {
            return Err("a command with count 0".into());
        }
        Ok(Some((first & 7, count)))
    }

    fn vertices(&mut self, count: usize) -> Checked<Vec<At>> {
        if self.rest.len() < 2 * count {
            return Err("fewer parameters than a command announces".into());
        }
        let (now, rest) = self.rest.split_at(2 * count);
        self.rest = rest;
        let mut list = vec![];
        for pair in now.as_chunks::<2>().0 {
            self.at[0] += zigzag(u64::from(pair[0]));
            self.at[1] += zigzag(u64::from(pair[1]));
            list.push(self.at);
        }
        Ok(list)
    }
}

fn geometry(kind: u64, commands: &[u32]) -> Checked<Geometry> {
    let mut cursor = Cursor {
        rest: commands,
        at: [0, 0],
    };
    match kind {
        0 => Ok(Geometry::Unknown),
        1 => {
            let Some((1, count)) = cursor.command()? else {
                return Err("a point without MoveTo".into());
            };
            let points = cursor.vertices(count)?;
            if !cursor.rest.is_empty() {
                return Err("a point with more than one MoveTo".into());
            }
            Ok(Geometry::Points(points))
        }
        2 | 3 => {
            let mut paths = vec![];
            while let Some(command) = cursor.command()? {
                if command != (1, 1) {
                    return Err(format!("{command:?} where MoveTo of one belongs"));
                }
                let mut path = cursor.vertices(1)?;
                let Some((2, count)) = cursor.command()? else {
                    return Err("no LineTo after MoveTo".into());
                };
                path.extend(cursor.vertices(count)?);
                if path.array_windows().any(|[a, b]| a == b) {
                    return Err("a segment of no length".into());
                }
                if kind == 3 {
                    if cursor.command()? != Some((7, 1)) {
                        return Err("a ring without ClosePath of one".into());
                    }
                    if path.len() < 3 || path.first() == path.last() {
                        return Err("a ring that is closed by a vertex, or of two".into());
                    }
                }
                paths.push(path);
            }
            if kind == 2 {
                Ok(Geometry::Lines(paths))
            } else {
                polygons(paths)
            }
        }
        other => Err(format!("geometry type {other}")),
    }
}

/// Twice the area by the surveyor's formula, positive for an exterior (clockwise where y goes down).
pub fn doubled(ring: &[At]) -> i64 {
    let next = |i: usize| ring[(i + 1) % ring.len()];
    (0..ring.len())
        .map(|i| ring[i][0] * next(i)[1] - next(i)[0] * ring[i][1])
        .sum()
}

fn polygons(rings: Vec<Vec<At>>) -> Checked<Geometry> {
    let mut list: Vec<Vec<Vec<At>>> = vec![];
    for ring in rings {
        match (doubled(&ring).signum(), list.last_mut()) {
            (1, _) => list.push(vec![ring]),
            (-1, Some(polygon)) => polygon.push(ring),
            (-1, None) => return Err("an interior ring before any exterior".into()),
            _ => return Err("a ring of no area".into()),
        }
    }
    Ok(Geometry::Polygons(list))
}
