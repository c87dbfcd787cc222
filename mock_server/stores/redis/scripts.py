"""What must happen in Redis in one step, as Lua scripts. KEYS and ARGV are listed at the top of each."""

from __future__ import annotations

import hashlib
from typing import Final


class Script:
    """A script, and the name that Redis remembers it by."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.digest = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


_CHANGES: Final = """
-- What has changed since a version, or 'reload' where that is not known any more.
local function changes_since(epoch, number)
  local version = redis.call('GET', KEYS[1])
  if not version then return {'none'} end
  local now_epoch, now_number = string.match(version, '^(.*)%.(%d+)$')
  local length = redis.call('LLEN', KEYS[2])
  local behind = tonumber(now_number) - tonumber(number)
  if now_epoch ~= epoch or behind < 0 or behind > length then return {'reload', version} end
  if behind == 0 then return {'changes', version, {}} end
  return {'changes', version, redis.call('LRANGE', KEYS[2], -behind, -1)}
end
"""

SINCE: Final = Script(
    _CHANGES
    + """
-- KEYS version, changes. ARGV epoch, number.
return changes_since(ARGV[1], ARGV[2])
"""
)

BEGIN: Final = Script(
    _CHANGES
    + """
-- KEYS version, changes, holder. ARGV epoch, number, token, milliseconds.
local holder = redis.call('GET', KEYS[3])
if holder and holder ~= ARGV[3] then return {'busy'} end
redis.call('SET', KEYS[3], ARGV[3], 'PX', ARGV[4])
return changes_since(ARGV[1], ARGV[2])
"""
)
"""Become the one who may write, and learn what has changed."""

_RELEASE: Final = """
local function release(holder, free)
  redis.call('DEL', holder)
  if redis.call('LLEN', free) == 0 then redis.call('RPUSH', free, '1') end
end
"""

RELEASE: Final = Script(
    _RELEASE
    + """
-- KEYS holder, free. ARGV token.
if redis.call('GET', KEYS[1]) == ARGV[1] then release(KEYS[1], KEYS[2]) end
return 1
"""
)
"""Let others write, without having written."""

COMMIT: Final = Script(
    _RELEASE
    + """
-- KEYS version, changes, holder, free, about, rows, before.
-- ARGV token, version before, version after, most changes, most bytes of them, prefix of blobs,
--      seconds that a dropped blob stays, then the change: kind, number of numbers, name and value of each,
--      field and value of each row (an empty value for one that is gone).
local token, before, after, kind, names = ARGV[1], ARGV[2], ARGV[3], ARGV[8], tonumber(ARGV[9])
if redis.call('GET', KEYS[3]) ~= token then return {'lost'} end
if (redis.call('GET', KEYS[1]) or '') ~= before then return {'lost'} end

local function blob(value)
  if value and string.sub(value, 1, 1) == 'b' then return ARGV[6] .. string.sub(value, 2, 33) end
end

if kind == 'revert' then
  for _, name in ipairs(redis.call('HKEYS', KEYS[5])) do
    if string.sub(name, 1, 1) == '#' then redis.call('HDEL', KEYS[5], name) end
  end
end
for at = 10, 9 + 2 * names, 2 do redis.call('HSET', KEYS[5], '#' .. ARGV[at], ARGV[at + 1]) end

local marked = redis.call('HEXISTS', KEYS[5], 'marked') == 1
for at = 10 + 2 * names, #ARGV, 2 do
  local field, value = ARGV[at], ARGV[at + 1]
  local old = redis.call('HGET', KEYS[6], field)
  local first = marked and kind ~= 'revert' and redis.call('HSETNX', KEYS[7], field, old or '') == 1
  if value == '' then redis.call('HDEL', KEYS[6], field) else redis.call('HSET', KEYS[6], field, value) end
  -- What was there at the start must stay to be come back to.
  local gone, new = blob(old), blob(value)
  if gone and gone ~= new and not first then redis.call('EXPIRE', gone, ARGV[7]) end
  if new then redis.call('PERSIST', new) end
end

if kind == 'mark' then redis.call('HSET', KEYS[5], 'marked', '1') end
if kind ~= 'write' then redis.call('DEL', KEYS[7]) end
redis.call('SET', KEYS[1], after)
local parts = {}
for at = 8, #ARGV do parts[at - 7] = ARGV[at] end
local change = cmsgpack.pack(parts)
redis.call('RPUSH', KEYS[2], change)
local bytes = redis.call('HINCRBY', KEYS[5], 'bytes', #change)
while bytes > tonumber(ARGV[5]) or redis.call('LLEN', KEYS[2]) > tonumber(ARGV[4]) do
  bytes = redis.call('HINCRBY', KEYS[5], 'bytes', -#redis.call('LPOP', KEYS[2]))
end
release(KEYS[3], KEYS[4])
return {'done'}
"""
)
"""Carry out a transaction, if nobody else has written since it began, and let others write."""

APPEND: Final = Script("""
-- KEYS log, size of it. ARGV most entries, most bytes, then the entries.
local size = 0
for at = 3, #ARGV do
  redis.call('RPUSH', KEYS[1], ARGV[at])
  size = size + #ARGV[at]
end
size = size + tonumber(redis.call('GET', KEYS[2]) or 0)
local over = redis.call('LLEN', KEYS[1]) - tonumber(ARGV[1])
if over > 0 then
  for _, entry in ipairs(redis.call('LRANGE', KEYS[1], 0, over - 1)) do size = size - #entry end
  redis.call('LTRIM', KEYS[1], over, -1)
end
while size > tonumber(ARGV[2]) do size = size - #redis.call('LPOP', KEYS[1]) end
redis.call('SET', KEYS[2], size)
return 1
""")
