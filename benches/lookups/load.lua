-- wrk asks for the paths of a list in turn, without compression, and ends with one line of JSON.
--   wrk … -s load.lua URL -- LIST
local paths, at = {}, 0

function init(args)
    for line in io.lines(args[1]) do paths[#paths + 1] = line end
end

function request()
    at = at % #paths + 1
    return wrk.format("GET", paths[at])
end

function done(summary, latency, requests)
    local errors = summary.errors
    print(string.format(
        '{"requests": %d, "seconds": %.6f, "errors": %d, "p99_ms": %.4f}', summary.requests, summary.duration / 1e6,
        errors.connect + errors.read + errors.write + errors.status + errors.timeout, latency:percentile(99) / 1000))
end
