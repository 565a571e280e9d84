import socket, time

gateway = socket.getaddrinfo("192.168.1.5", 8081)[0][-1]
sensor = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
while True:
    value = 21.5  # read your sensor here
    sensor.sendto("temp,room=attic value={}".format(value).encode(), gateway)
    time.sleep(10)
