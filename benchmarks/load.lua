-- One case for wrk: sends its requests, counts every status but the expected one, and prints a line of JSON.
-- Arguments: method, target, expected status, models, label, token, and a file with the body if there is one.
-- What {id} and {unique} stand for is described in cases.py.

local threads = {}
local counter = 0
local before, after, fixed

answered, wrong, example = 0, 0, 0

function setup(thread)
  table.insert(threads, thread)
  thread:set("seat", #threads)
end

local function id(number)
  return ("00000000-0000-4000-8000-%012x"):format(number)
end

-- Cuts a request in two at a place that is to be filled in, so that filling it in is one concatenation.
local function cut(text, place)
  local from, to = text:find(place, 1, true)
  if from then
    return text:sub(1, from - 1), text:sub(to + 1)
  end
end

function init(arguments)
  local method, target = arguments[1], arguments[2]
  expected, models, label = tonumber(arguments[3]), tonumber(arguments[4]), arguments[5]
  local headers = { Accept = "application/json", Authorization = "Bearer " .. arguments[6] }
  local body
  if arguments[7] then
    local file = assert(io.open(arguments[7], "rb"))
    body = file:read("*a")
    file:close()
    headers["Content-Type"] = "application/json"
    -- A placeholder as long as what takes its place: the Content-Length is reckoned here, once.
    body = body:gsub("{unique}", function() return unique(0) end)
  end
  target = target:gsub("{id}", id(0))
  fixed = wrk.format(method, target, headers, body)
  pieces = {}
  local head, rest = cut(fixed, id(0))
  if head then
    table.insert(pieces, head)
    table.insert(pieces, function(number) return id(number % models + 1) end)
  end
  local middle, tail = cut(rest or fixed, unique(0))
  if middle then
    table.insert(pieces, middle)
    table.insert(pieces, unique)
  end
  table.insert(pieces, tail or rest)
end

function unique(number)
  return ("%s-%02d-%08d"):format(label, seat, number)
end

function request()
  if #pieces < 2 then
    return fixed
  end
  local made = {}
  for at, piece in ipairs(pieces) do
    made[at] = type(piece) == "function" and piece(counter) or piece
  end
  counter = counter + 1
  return table.concat(made)
end

function response(status)
  answered = answered + 1
  if status ~= expected then
    wrong = wrong + 1
    example = status
  end
end

function done(summary, latency)
  local all, bad, seen = 0, 0, 0
  for _, thread in ipairs(threads) do
    all = all + thread:get("answered")
    bad = bad + thread:get("wrong")
    seen = math.max(seen, thread:get("example"))
  end
  local errors = summary.errors
  io.write(('\n{"answered":%d,"wrong":%d,"wrong_status":%d,"failed":%d,"requests":%d,"microseconds":%d,'):format(
    all, bad, seen, errors.connect + errors.read + errors.write + errors.timeout, summary.requests, summary.duration))
  io.write(('"bytes":%d,"median_ms":%.3f,"p99_ms":%.3f}\n'):format(
    summary.bytes, latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
