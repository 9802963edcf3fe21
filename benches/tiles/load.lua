-- wrk asks for the tiles of a list in turn and ends with one line of JSON.
--   wrk … -s load.lua URL -- LIST
local paths, at = {}, 0

function init(args)
    for line in io.lines(args[1]) do paths[#paths + 1] = line end
    wrk.headers["Accept-Encoding"] = "gzip"
end

function request()
    at = at % #paths + 1
    return wrk.format("GET", paths[at])
end

function done(summary, latency, requests)
    local errors = summary.errors
    print(string.format(
        '{"requests": %d, "seconds": %.6f, "bytes": %d, "errors": %d, "p50_ms": %.4f, "p99_ms": %.4f}',
        summary.requests, summary.duration / 1e6, summary.bytes,
        errors.connect + errors.read + errors.write + errors.status + errors.timeout,
        latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
