import io

from files import read, write
from net import net

file = io.BytesIO()
write(net.state_dict(), file)
file.seek(0)
print(len(read(file)))
